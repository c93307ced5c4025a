import { text } from "../text/en.ts";
import { Sheet } from "./sheet.tsx";

const words = text.shortcuts;
const GROUPS: { title: string; keys: [keys: string[], what: string][] }[] = [
  {
    title: words.everywhere,
    keys: [
      [["Ctrl K", "⌘ K"], words.palette],
      [["?"], words.sheet],
      [["N"], words.create],
      [["Esc"], words.close],
    ],
  },
  {
    title: words.inList,
    keys: [
      [["J"], words.next],
      [["K"], words.previous],
      [["Enter"], words.open],
      [["/"], words.search],
    ],
  },
  {
    title: words.inInvitations,
    keys: [
      [["X"], words.choose],
      [["A"], words.acts],
    ],
  },
  {
    title: words.onInvitation,
    keys: [
      [["G"], words.letOn],
      [["E"], words.extend],
      [["T"], words.topUp],
      [["R"], words.reissue],
    ],
  },
];

export const Shortcuts = ({ onClose }: { onClose: () => void }) => (
  <Sheet title={words.title} onClose={onClose}>
    <div class="sheet-body">
      {GROUPS.map((group) => (
        <section key={group.title}>
          <h3>{group.title}</h3>
          <dl class="shortcuts">
            {group.keys.map(([keys, what]) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>
                  {keys.map((key, place) => (
                    <span key={key}>
                      {place > 0 && <span class="soft small"> {words.or} </span>}
                      <kbd>{key}</kbd>
                    </span>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  </Sheet>
);
