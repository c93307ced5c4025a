import type { ChangeInWords } from "../state/what-changed.ts";
import { enApart } from "../text/en-apart.ts";
import { enPages } from "../text/en-pages.ts";

const { changed } = enApart.summary;

/** What changed in how one spoke: before and after, each with what the partner said to it. */
export const WhatChangedList = ({ changes, partner }: { changes: readonly ChangeInWords[]; partner: string }) => (
  <ol class="lessons">
    {changes.map((change) => {
      const { before, after } = changed[change.kind];
      return (
        <li key={`${change.kind} ${change.id}`} class="lesson change">
          <span class="small soft">{before}</span>
          {change.kind === "taken-up" ? (
            <p class="said" dir="auto">
              “{change.offered}”
            </p>
          ) : (
            <div>
              <p class="said" dir="auto">
                {change.first.words}
              </p>
              <p class="answered soft" dir="auto">
                {enPages.said(enPages.withAi(partner), change.first.answer)}
              </p>
            </div>
          )}
          <span class="small soft">{after}</span>
          <div>
            <p class="said" dir="auto">
              {change.then.words}
            </p>
            <p class="answered soft" dir="auto">
              {enPages.said(enPages.withAi(partner), change.then.answer)}
            </p>
          </div>
        </li>
      );
    })}
  </ol>
);
