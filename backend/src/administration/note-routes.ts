import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { integerId, parse, textId } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { Problem } from "../problem.ts";
import { ChangeNote, CreateNote, NoteQuery } from "../protocol/notes.ts";
import { pageOf, readPlace } from "./keyset.ts";
import { listedNote, staffNote } from "./staff-note.ts";

const PAGE = 50;
const badCode = (): Problem =>
  new Problem("invalid", "One of the codes is not in the code book, or was retired.", {
    errors: [{ pointer: "/codes", detail: "take ids of codes in use" }],
  });
const noNote = (): Problem => new Problem("not-found", "There is no such note of yours.");

/** What staff write beside sessions: made, changed and taken back by their author, read by all of staff. */
export const noteRoutes = (world: AppContext): Router => {
  const routes = Router();
  const { noteStore: notes, staffSessionStore: sessions } = world;
  const noteAt = async (id: string) => {
    const note = await notes.note(id);
    if (!note) throw noNote();
    return staffNote(note);
  };

  routes.post(
    "/v1/admin/sessions/:id/notes",
    forStaff(world, "STAFF", async (staff, request) => {
      const session = await sessions.session(integerId(request.params["id"]));
      if (!session) throw new Problem("not-found", "There is no such session.");
      const { content, messageId, codes = [] } = parse(CreateNote, request.body);
      if (session.invitationId === null) throw new Problem("not-found", "This session belongs to no invitation.");
      if (messageId !== undefined && !(await sessions.messageBelongs(messageId, session.id)))
        throw new Problem("invalid", "The note's message is not of this session.", {
          errors: [{ pointer: "/messageId", detail: "is not a message of this session" }],
        });
      const made = await notes.addNote({
        invitationId: session.invitationId,
        sessionId: session.id,
        researcherId: staff.userId,
        content,
        messageId: messageId ?? null,
        codes,
      });
      if (made === "bad-code") throw badCode();
      if (made === "erased")
        throw new Problem("wrong-step", "Whoever this session was of has been erased: nothing is noted of them.");
      return { status: 201, body: await noteAt(made.id) };
    }),
  );
  routes.get(
    "/v1/admin/notes",
    forStaff(world, "STAFF", async (staff, request) => {
      const query = parse(NoteQuery, request.query);
      const rows = await notes.listNotes({
        code: query.code ?? null,
        author: query.author === "me" ? staff.userId : (query.author ?? null),
        invitationId: query.invitation ?? null,
        after: readPlace(query.cursor),
        limit: PAGE + 1,
      });
      const { shown, cursor } = pageOf(rows, PAGE);
      return { status: 200, body: { items: shown.map(listedNote), cursor } };
    }),
  );
  routes.patch(
    "/v1/admin/notes/:id",
    forStaff(world, "STAFF", async (staff, request) => {
      const id = textId(request.params["id"]);
      const changed = await notes.changeNote(id, parse(ChangeNote, request.body), staff.userId);
      if (changed === "unknown") throw noNote();
      if (changed === "bad-code") throw badCode();
      return { status: 200, body: await noteAt(id) };
    }),
  );
  routes.delete(
    "/v1/admin/notes/:id",
    forStaff(world, "STAFF", async (staff, request) => {
      if (!(await notes.deleteNote(textId(request.params["id"]), staff.userId))) throw noNote();
      return { status: 204 };
    }),
  );
  return routes;
};
