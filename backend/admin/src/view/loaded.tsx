import type { ComponentChildren } from "preact";
import type { PagedList } from "../state/paged-list.ts";
import type { Remote } from "../state/remote.ts";
import { Forbidden } from "./forbidden.tsx";
import { LoadMore } from "./load-more.tsx";
import { FailedPanel } from "./problem-notice.tsx";
import { SkeletonRows } from "./skeleton.tsx";
import { useRowKeys } from "./use-row-keys.ts";

type LoadedProps<T> = {
  remote: Remote<T>;
  rows: number;
  /** what could not be loaded, in words */
  failed: string;
  onRetry: () => void;
  children: (value: T) => ComponentChildren;
};

/** What a server answers, or what stands in its place: lines, what went wrong, whose it is instead. */
export const Loaded = <T,>({ remote, rows, failed, onRetry, children }: LoadedProps<T>) => {
  if (remote.at === "loading") return <SkeletonRows rows={rows} />;
  if (remote.at === "ready") return <>{children(remote.value)}</>;
  if (remote.problem.code === "role-too-low") return <Forbidden />;
  return <FailedPanel title={failed} problem={remote.problem} onRetry={onRetry} />;
};

type ListedProps<T extends { id: string | number }> = {
  list: PagedList<T>;
  failed: string;
  /** stands in place of no items */
  nothing: ComponentChildren;
  end: (count: number) => string;
  children: (items: T[]) => ComponentChildren;
};

/** A keyset-paged list with its foot; J and K go through its rows. */
export const Listed = <T extends { id: string | number }>({ list, failed, nothing, end, children }: ListedProps<T>) => {
  useRowKeys();
  return (
    <Loaded remote={list.loaded.value} rows={8} failed={failed} onRetry={() => void list.load()}>
      {({ items, cursor }) =>
        items.length === 0 ? (
          nothing
        ) : (
          <>
            {children(items)}
            <LoadMore cursor={cursor} action={list.loadMore} end={end(items.length)} />
          </>
        )
      }
    </Loaded>
  );
};
