import { useEffect } from "preact/hooks";
import { createRemote } from "../state/remote.ts";
import type { SystemView } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatNumber } from "../text/time.ts";
import { useConsole, useModel } from "./console-context.ts";
import { Icon } from "./icon.tsx";
import { ListTable, type Column } from "./list-table.tsx";
import { Loaded } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { Page } from "./page.tsx";

const words = text.system;
type Server = SystemView["servers"][number];
type Ceiling = SystemView["ceilings"][number] & { id: string };
type Job = SystemView["jobs"][number] & { id: string };

const State = ({ good, children }: { good: boolean; children: string }) => (
  <span class="state">
    <span class={good ? "good" : "bad"}>
      <Icon name={good ? "completed" : "stuck"} />
    </span>
    <span>{children}</span>
  </span>
);

const Program = ({ view }: { view: SystemView }) => (
  <dl class="facts figures">
    <div>
      <dt>{words.version}</dt>
      <dd>{view.version}</dd>
      <dt>{words.database}</dt>
      <dd>PostgreSQL {view.database.version}</dd>
    </div>
    <div>
      <dt>{words.migrations}</dt>
      <dd>{words.migrationCount(view.database.migrations, view.database.lastMigration)}</dd>
      <dt>{words.pending}</dt>
      <dd>{words.pendingCount(view.pending)}</dd>
    </div>
    <div>
      <dt>{words.upstream}</dt>
      <dd>{view.upstream.model === "simulator" ? words.simulator : words.anthropic}</dd>
      <dd>
        <State good={view.upstream.breaker === "closed"}>{words.breaker[view.upstream.breaker]}</State>
      </dd>
    </div>
    <div>
      <dt>{words.bus}</dt>
      <dd>
        <State good={view.bus !== "away"}>{words.busStates[view.bus]}</State>
      </dd>
      <dt>{words.mail}</dt>
      <dd>
        <State good={view.mail === "sent"}>{words.mails[view.mail]}</State>
      </dd>
    </div>
  </dl>
);

const SERVERS: Column<Server>[] = [
  {
    label: words.server,
    cell: ({ id, me }) => (
      <>
        <span class="mono">{id.slice(0, 8)}</span> {me && <span class="tag">{words.me}</span>}
      </>
    ),
  },
  { label: words.outcome, cell: ({ live }) => <State good={live}>{live ? words.live : words.dead}</State> },
  { label: words.since, named: true, cell: ({ startedAt }) => <Moment at={startedAt} how="day-and-clock" /> },
  { label: words.until, as: "last", cell: ({ until }) => <Moment at={until} how="day-and-clock" /> },
];
const CEILINGS: Column<Ceiling>[] = [
  { label: words.scope, cell: ({ name }) => name },
  { label: words.spent, as: "number", named: true, cell: ({ spent }) => formatNumber(spent) },
  { label: words.ceiling, as: "number", named: true, cell: ({ ceiling }) => formatNumber(ceiling) },
];
/** The outbox has its turns also where it sends nothing: that is no going well. */
const Outcome = ({ job: { name, problem }, mail }: { job: Job; mail: SystemView["mail"] }) => {
  const sendsNone = name === "the outbox" && mail === "outbox";
  return (
    <State good={problem === null && !sendsNone}>{problem ?? (sendsNone ? words.mails.outbox : words.well)}</State>
  );
};
const jobsOf = (mail: SystemView["mail"]): Column<Job>[] => [
  { label: words.jobColumn, cell: ({ name }) => words.job(name) },
  {
    label: words.outcome,
    as: "state",
    cell: (job) => <Outcome job={job} mail={mail} />,
  },
  { label: words.last, named: true, cell: ({ lastAt }) => <Moment at={lastAt} how="day-and-clock" /> },
  { label: words.next, as: "last", cell: ({ nextAt }) => <Moment at={nextAt} how="day-and-clock" /> },
];

/** How the installation is: for whoever is asked why something does not work. */
export const System = () => {
  const { api } = useConsole();
  const system = useModel(() => createRemote(() => api.readSystem()), "system");
  useEffect(() => void system.load(), [system]);
  return (
    <Page
      title={words.title}
      actions={
        <div class="head-actions">
          <button type="button" class="button" onClick={() => void system.refresh()}>
            {words.again}
          </button>
        </div>
      }
    >
      <Loaded remote={system.state.value} rows={8} failed={words.failed} onRetry={() => void system.load()}>
        {(view) => (
          <>
            <Program view={view} />
            <section class="figures-part">
              <h2>{words.jobs}</h2>
              <p class="small soft">{words.jobsHint}</p>
              {view.jobs.length === 0 ? (
                <p class="soft">{words.noJobs}</p>
              ) : (
                <ListTable
                  label={words.jobs}
                  columns={jobsOf(view.mail)}
                  items={view.jobs.map((job) => ({ ...job, id: job.name }))}
                />
              )}
            </section>
            <section class="figures-part">
              <h2>{words.servers}</h2>
              <ListTable label={words.servers} columns={SERVERS} items={view.servers} />
            </section>
            <section class="figures-part">
              <h2>{words.ceilings}</h2>
              {view.ceilings.length === 0 ? (
                <p class="soft">{words.noCeiling}</p>
              ) : (
                <ListTable
                  label={words.ceilings}
                  columns={CEILINGS}
                  items={view.ceilings.map((ceiling) => ({ ...ceiling, id: ceiling.scope }))}
                />
              )}
            </section>
          </>
        )}
      </Loaded>
    </Page>
  );
};
