export const PRACTICE_PATH: string;
export const SITE_NAME: string;
export const HELP_CONTACTS: { name: string; detail: string; href: string }[];

export type DemoSiteOptions = {
  /** 0 takes a free port */
  port: number;
  host?: string;
  /** the backend's base URL, such as http://127.0.0.1:8787 */
  apiUrl: string;
  /** `data-site` of the script tag */
  siteKey: string;
};

export const serveDemoSite: (options: DemoSiteOptions) => Promise<{ url: string; close: () => Promise<void> }>;
