import type { ComponentChildren } from "preact";
import type { Problem } from "../state/types.ts";
import { text } from "../text/en.ts";
import { Icon } from "./icon.tsx";

const wordsFor = (problem: Problem): string => text.problem[problem.code] ?? (problem.detail || problem.title);

/** What a screen calls the place that an error points to; null: it has no name there. */
const fieldOf = (pointer: string): string | null => {
  const [, field = "", place] = pointer.split("/");
  const name = text.problemFields[field];
  return name === undefined ? null : name(place === undefined ? null : Number(place) + 1);
};

/** What happened, what to do, and the number under which the server's log has it. */
export const ProblemWords = ({ problem }: { problem: Problem }) => (
  <>
    <p>{wordsFor(problem)}</p>
    {problem.errors.length > 0 && (
      <ul class="problem-errors">
        {problem.errors.map((error) => (
          <li key={error.pointer + error.detail}>
            {fieldOf(error.pointer) ?? <span class="mono">{error.pointer}</span>} {error.detail}
          </li>
        ))}
      </ul>
    )}
    {problem.retryAfterSeconds !== null && <p>{text.retryAfter(problem.retryAfterSeconds)}</p>}
    {(problem.status > 0 || problem.requestId !== null) && (
      <p class="mono soft problem-code">
        {[
          problem.status > 0 ? `${problem.status} ${problem.code}` : "",
          problem.requestId === null ? "" : text.requestId(problem.requestId),
        ]
          .filter((part) => part !== "")
          .join(" · ")}
      </p>
    )}
  </>
);

/** Something that was asked for and not done, beside the control that asked. */
export const ProblemNotice = ({ title, problem }: { title: string; problem: Problem | null }) => (
  <div role="alert" class="alert-slot">
    {problem !== null && (
      <div class="notice bad-edge">
        <span class="bad">
          <Icon name="stuck" />
        </span>
        <div>
          <p class="strong">{title}</p>
          <ProblemWords problem={problem} />
        </div>
      </div>
    )}
  </div>
);

/** Stands in place of what could not be loaded. */
export const FailedPanel = ({ title, problem, onRetry }: { title: string; problem: Problem; onRetry: () => void }) => (
  <section class="panel" role="alert">
    <p class="row bad strong">
      <Icon name="stuck" />
      {title}
    </p>
    <ProblemWords problem={problem} />
    <button type="button" class="button" onClick={onRetry}>
      {text.again}
    </button>
  </section>
);

/** Stands in place of what is not there yet; without a title, of a page that is not there at all, whose heading says so. */
export const EmptyPanel = ({ title, children }: { title?: string; children: ComponentChildren }) => (
  <section class="panel">
    <svg class="panel-art" viewBox="0 0 72 56" aria-hidden="true" focusable="false">
      <path d="M4 10h40M4 22h34M4 34h40M4 46h22" />
      <path class="mark-rule" d="M56 4v48" />
    </svg>
    {title !== undefined && <h2 class="panel-title">{title}</h2>}
    {children}
  </section>
);
