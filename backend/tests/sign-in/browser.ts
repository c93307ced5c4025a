// A browser, as far as sign-in needs one: it keeps cookies with their SameSite, and follows redirects.

type Cookie = { value: string; sameSite: string; secure: boolean };
export type Page = { url: string; status: number; headers: Headers; text: string };
type Request = { method?: string; headers?: Record<string, string>; body?: string; crossSite?: boolean };

export const createBrowser = () => {
  const cookies = new Map<string, Cookie>();
  const keep = (response: Response, host: string): void => {
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
      const [name = "", ...value] = pair.split("=");
      const of = (key: string) => attributes.find((it) => it.toLowerCase().startsWith(key))?.split("=")[1];
      const isGone = of("max-age") === "0" || new Date(of("expires") ?? "2999-01-01").getTime() < Date.now();
      const key = `${host} ${name}`;
      if (isGone) cookies.delete(key);
      else
        cookies.set(key, {
          value: value.join("="),
          sameSite: of("samesite")?.toLowerCase() ?? "lax",
          secure: attributes.some((it) => it.toLowerCase() === "secure"),
        });
    }
  };
  /** One request. A POST that another site sends carries cookies that are SameSite=None, and no others. */
  const ask = async (url: string, request: Request = {}): Promise<Page> => {
    const { hostname } = new URL(url);
    const sent = [...cookies].filter(
      ([key, { sameSite }]) => key.startsWith(`${hostname} `) && (request.crossSite !== true || sameSite === "none"),
    );
    const cookie = sent.map(([key, { value }]) => `${key.slice(hostname.length + 1)}=${value}`).join("; ");
    const response = await fetch(url, {
      method: request.method ?? "GET",
      headers: { ...request.headers, ...(cookie === "" ? {} : { cookie }) },
      redirect: "manual",
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    keep(response, hostname);
    return { url, status: response.status, headers: response.headers, text: await response.text() };
  };
  /** Follows redirects, at most to the first address that `until` says yes to, which is not asked. */
  const go = async (from: string, until: (url: string) => boolean = () => false): Promise<Page> => {
    let url = from;
    for (let hops = 0; hops < 20; hops++) {
      if (until(url)) return { url, status: 0, headers: new Headers(), text: "" };
      const page = await ask(url);
      const next = page.headers.get("location");
      if (page.status < 300 || page.status > 399 || next === null) return page;
      url = new URL(next, url).href;
    }
    throw new Error(`too many redirects from ${from}`);
  };
  const named = (start: string) => [...cookies].find(([key]) => key.split(" ")[1]?.startsWith(start)) ?? null;
  return { ask, go, cookies, named };
};
export type Browser = ReturnType<typeof createBrowser>;
