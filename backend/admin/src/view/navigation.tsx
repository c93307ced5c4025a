import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { StaffMe } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ME, setUpFor, WORK, type Area } from "./areas.ts";
import { useConsole } from "./console-context.ts";
import { Icon } from "./icon.tsx";
import { useCurrentInSight } from "./use-current-in-sight.ts";

const Links = ({ areas }: { areas: Area[] }) => {
  const here = useConsole().router.route.value.name;
  return (
    <>
      {areas.map((area) => (
        <a key={area.href} href={area.href} aria-current={area.routes.includes(here) ? "page" : undefined}>
          <Icon name={area.icon} />
          {area.label}
        </a>
      ))}
    </>
  );
};

/**
 * Where one can go. Wide, all of it stands in the column; narrow, what is set up now and then is behind "More", which is a
 * list of links that opens and closes (a disclosure, as the ARIA practices have it), and no menu.
 */
export const Navigation = ({ me }: { me: StaffMe }) => {
  const { router } = useConsole();
  const open = useSignal(false);
  const work = useCurrentInSight<HTMLDivElement>();
  const more = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const here = router.route.value.name;
  const setUp = setUpFor(me.role);
  useEffect(() => {
    if (!open.value) return;
    const closeBeside = (event: PointerEvent): void => {
      if (event.target instanceof Node && !more.current?.contains(event.target)) open.value = false;
    };
    document.addEventListener("pointerdown", closeBeside);
    return () => document.removeEventListener("pointerdown", closeBeside);
  }, [open.value]);
  return (
    <nav aria-label={text.nav.label}>
      <div ref={work} class="nav-work">
        <Links areas={WORK} />
      </div>
      <div
        ref={more}
        class="nav-more"
        onKeyDown={(event) => {
          if (event.key !== "Escape" || !open.value) return;
          open.value = false;
          button.current?.focus();
        }}
      >
        <button
          ref={button}
          type="button"
          class="nav-open"
          aria-expanded={open.value}
          aria-controls="nav-set-up"
          data-here={[...setUp, ME].some(({ routes }) => routes.includes(here)) ? "" : undefined}
          onClick={() => void (open.value = !open.value)}
        >
          {text.nav.more}
          <Icon name="more" />
        </button>
        <p class="nav-title" id="nav-set-up-title">
          {text.nav.setUp}
        </p>
        <div
          id="nav-set-up"
          class="nav-set-up"
          role="group"
          aria-labelledby="nav-set-up-title"
          data-open={open.value}
          onClick={() => void (open.value = false)}
        >
          <Links areas={[...setUp, ME]} />
        </div>
      </div>
    </nav>
  );
};
