import { now } from "../state/clock.ts";
import { createMyAccounts, type AccountsDone, type MyAccounts as Model } from "../state/my-accounts.ts";
import { AUDIT, hrefOf } from "../state/route.ts";
import type { SignInProvider, StaffUserDetail } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ActPanel, Confirm } from "./act-panel.tsx";
import { useConsole, useMe, useModel } from "./console-context.ts";
import { DoneLine } from "./done-line.tsx";
import { Icon } from "./icon.tsx";
import { Loaded } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { Page } from "./page.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { useActs } from "./use-acts.ts";

const words = text.accounts;
const nameOf = text.people.provider;

const doneWords = (done: AccountsDone | null): string => {
  switch (done?.what) {
    case undefined:
      return "";
    case "added":
      return words.added(done.provider);
    case "not-added":
      return words.notAdded(done.provider);
    case "removed":
      return words.removed;
  }
};

const Accounts = ({ model, identities }: { model: Model; identities: StaffUserDetail["identities"] }) => {
  const acts = useActs();
  const asked = identities.find(({ id }) => id === acts.open);
  return (
    <section aria-labelledby="my-accounts">
      <h2 id="my-accounts">{words.with}</h2>
      <DoneLine home={acts.home} words={doneWords(model.done.value)} />
      {identities.length === 0 && <p class="soft">{words.none}</p>}
      <ul class="lines ruled">
        {identities.map(({ id, provider, email, createdAt }) => (
          <li key={id} class="line">
            <span>
              {nameOf(provider)}
              <span class="under-name">
                {email != null && `${email}, `}
                {words.since} <Moment at={createdAt} how="day" />
              </span>
            </span>
            {/* The last one stays: it is the way in. */}
            {identities.length > 1 && (
              <button
                class="button quiet bad"
                aria-label={words.removeNamed(words.account(provider, email ?? null, createdAt, now.value))}
                {...acts.opens(id, model.remove.clear)}
              >
                {words.remove}
              </button>
            )}
          </li>
        ))}
      </ul>
      {asked !== undefined && (
        <ActPanel
          key={asked.id}
          title={words.removeTitle(words.account(asked.provider, asked.email ?? null, asked.createdAt, now.value))}
          onClose={acts.close}
        >
          <Confirm
            words={{ confirm: words.removeConfirm, running: words.removing, failed: words.removeFailed }}
            action={{ ...model.remove, run: () => model.remove.run(asked.id) }}
            bad
            onDone={acts.close}
            onCancel={acts.close}
          >
            <p class="act-words">{words.removeDetail}</p>
          </Confirm>
        </ActPanel>
      )}
    </section>
  );
};

const AddAccount = ({ model, providers }: { model: Model; providers: SignInProvider[] }) => {
  const { add } = model;
  return (
    <section aria-labelledby="add-an-account">
      <h2 id="add-an-account">{words.add}</h2>
      <p class="soft">{providers.length === 0 ? words.noProviders : words.addHint}</p>
      {providers.length > 0 && (
        <div class="row wrap">
          {providers.map((provider) => (
            <button
              key={provider.id}
              type="button"
              class="button"
              disabled={add.running.value}
              onClick={() => void add.run(provider)}
            >
              <Icon name="plus" />
              {add.running.value ? words.leaving : words.addWith(provider.name)}
            </button>
          ))}
        </div>
      )}
      <ProblemNotice title={words.addFailed} problem={add.problem.value} />
    </section>
  );
};

const Rail = () => {
  const { signOut } = useConsole();
  const me = useMe();
  return (
    <aside class="rail">
      <section>
        <h2>{words.here}</h2>
        <dl class="pairs">
          <dt>{words.role}</dt>
          <dd>{text.role[me.role]}</dd>
        </dl>
        <ul class="lines">
          <li>
            <a href={hrefOf({ ...AUDIT, actor: me.id })}>{words.trail}</a>
          </li>
          <li>
            <a href={hrefOf({ name: "keys", creating: false })}>{words.keys}</a>
          </li>
        </ul>
      </section>
      <section>
        <h2>{text.me.signOut}</h2>
        <p class="soft">{words.signOutHint}</p>
        <p>
          <button type="button" class="button" disabled={signOut.running.value} onClick={() => void signOut.run()}>
            <Icon name="leave" />
            {signOut.running.value ? text.me.signingOut : text.me.signOut}
          </button>
        </p>
        <ProblemNotice title={text.me.signOutFailed} problem={signOut.problem.value} />
      </section>
    </aside>
  );
};

/** By what one signs in oneself, and the way out. */
export const MyAccounts = () => {
  const { api, takeAdding, leave } = useConsole();
  const me = useMe();
  const model = useModel(() => createMyAccounts(api, me.id, takeAdding(), leave), me.id);
  return (
    <Page title={words.title} sub={me.name ?? undefined}>
      <div class="with-rail">
        <div class="sections">
          <Loaded remote={model.loaded.value} rows={3} failed={words.failed} onRetry={() => void model.load()}>
            {({ me: person, providers }) => (
              <>
                <Accounts model={model} identities={person.identities} />
                <AddAccount model={model} providers={providers} />
              </>
            )}
          </Loaded>
        </div>
        <Rail />
      </div>
    </Page>
  );
};
