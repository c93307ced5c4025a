import { en, problemText } from "../text/en.ts";
import { Icon } from "./icon.tsx";
import { Page } from "./page.tsx";

export const Opening = ({ trouble }: { trouble?: boolean }) => (
  <p class="opening soft" role="status">
    {trouble ? en.bar.reconnecting : en.opening}
  </p>
);

export const TroublePage = ({ code, detail, onAgain }: { code: string; detail: string; onAgain: () => void }) => {
  const offline = code === "unreachable" && !navigator.onLine;
  return (
    <Page
      title={offline ? en.trouble.offlineTitle : en.trouble.title}
      foot={
        <button type="button" class="btn act big" onClick={onAgain}>
          <Icon name="again" />
          {en.trouble.again}
        </button>
      }
    >
      <p>{offline ? en.trouble.offline : problemText({ code, detail })}</p>
    </Page>
  );
};
