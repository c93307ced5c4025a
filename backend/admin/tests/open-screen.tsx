import { fireEvent, render, screen } from "@testing-library/preact";
import type { ComponentChildren } from "preact";
import { vi } from "vitest";
import type { Console } from "../src/state/console.ts";
import type { StaffMe } from "../src/state/types.ts";
import { ConsoleProvider } from "../src/view/console-context.ts";
import { apiOn, bodyOf, consoleOn, pathOf } from "./fixtures.ts";

/** What the server is asked: method and path without `/v1/`, and the body, undefined where there is none. */
export type Asked = { call: string; body: unknown };
type Answers = (call: string, body: Record<string, unknown>) => unknown;

export const refusal = (status: number, code: string, detail = "", errors: object[] = []): Response =>
  Response.json({ type: "t", title: code, status, code, detail, requestId: "req_1", errors }, { status });
/** what a page shows to whose role is too low */
export const tooLow = (): Response => refusal(403, "role-too-low", "This needs the role ADMIN.");
/** what a page shows while the server is broken */
export const broken = (): Response => refusal(500, "internal", "Something broke.");
export const listOf = (items: unknown[], cursor: string | null = null) => ({ items, cursor });

/**
 * A screen on a server of answers: a value is answered as JSON, undefined with 204, a Response as it is.
 * `writes` are the calls that are not GET.
 */
export const openScreen = (
  children: ComponentChildren,
  answers: Answers,
  {
    role = "ADMIN",
    mail = "sent",
    ...change
  }: Partial<Omit<Console, "api">> & { role?: StaffMe["role"]; mail?: StaffMe["mail"] } = {},
) => {
  const asked: Asked[] = [];
  const fetch = vi.fn<typeof globalThis.fetch>(async (input, init) => {
    const call = `${init?.method ?? "GET"} ${pathOf(input).replace("/v1/", "")}`;
    asked.push({ call, body: init?.body === undefined ? undefined : bodyOf(init) });
    const answer = answers(call, bodyOf(init));
    if (answer instanceof Response) return answer;
    return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
  });
  const console = { ...consoleOn(apiOn(fetch), role, mail), ...change };
  const shown = render(<ConsoleProvider value={console}>{children}</ConsoleProvider>);
  return {
    ...shown,
    console,
    asked,
    writes: () => asked.filter(({ call }) => !call.startsWith("GET ")),
    reads: () => asked.map(({ call }) => call).filter((call) => call.startsWith("GET ")),
  };
};

export const press = async (name: string | RegExp): Promise<void> => {
  fireEvent.click(await screen.findByRole("button", { name }));
};
export const type = (label: string | RegExp, value: string): void => {
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
};
