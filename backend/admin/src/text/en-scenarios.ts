import { plural } from "./plural.ts";
import { formatNumber } from "./time.ts";

/** Counted no further: see MOST_COUNTED of the wire. */
const MOST = 1_000;

export const scenarioWords = {
  title: "Scenarios",
  columns: { name: "Scenario", persona: "Partner", models: "Models", version: "Published" },
  archived: "Archived",
  draft: "Draft only",
  changed: "Changed since",
  version: (version: number) => `Version ${version}`,
  partnerModel: "Partner",
  coachModel: "Coach",
  fallback: (model: string) => `A model of this scenario is not known to the model’s provider: ${model} answers.`,
  emptyTitle: "No scenarios yet",
  empty: "Begin one here, or run npm run sidecoach -- seed for the five that come with Sidecoach.",
  failed: "The scenarios could not be loaded",
  end: (count: number) => `${plural(count, "scenario", "scenarios")}, that is all.`,

  create: "New scenario",
  created: {
    name: "Name",
    nameHint: "What invitees read, such as “The heating is off”.",
    slug: "Slug",
    slugHint:
      "What scripts and host pages call it. Lower-case letters, digits, hyphens. It stays once it is published.",
    from: "Begin with",
    empty: "An empty page",
    copyOf: (name: string) => `A copy of “${name}”`,
    submit: "Begin the draft",
    submitting: "Beginning …",
    failed: "The draft was not begun",
  },

  loadingTitle: "Scenario",
  scenarioFailed: "This scenario could not be loaded",
  notFound: "There is no scenario here",
  notFoundDetail: "The address may be cut short. The list has all of them.",
  toList: "To the scenarios",

  state: {
    unpublished: "Never published: nobody can start it yet.",
    changed: (version: number) =>
      `The draft says something else than version ${version}. Invitees get version ${version} until you publish.`,
    same: (version: number) => `The draft is version ${version}: what invitees get.`,
    archived: "Archived: in no choice, and no invitation is made for it. Sessions that have begun go on.",
  },
  tabs: { label: "Parts of this scenario", draft: "Draft", versions: "Versions", try: "Try it", replay: "Replay" },

  publish: "Publish",
  publishTitle: (version: number) => `Publish version ${version}?`,
  publishDetail:
    "Whoever starts from now on gets it. A session that runs keeps the version it began with, prompts and models alike. A version never changes.",
  publishConfirm: "Publish it",
  publishing: "Publishing …",
  publishFailed: "It was not published",
  published: (version: number) => `Version ${version} is published.`,
  publishUnsaved: "What you changed here is not saved yet. It is saved first, and published with the rest.",
  publishMissingTitle: "Not ready to be published",
  publishMissing: (fields: string) => `Still empty, and needed: ${fields}. Write something there, then publish.`,
  saveAndPublish: "Save and publish",
  clone: "Clone",
  archive: "Archive",
  archiveTitle: "Archive this scenario?",
  archiveDetail:
    "It goes out of every choice, and no new invitation is made for it. Whoever has one for it keeps it, and sessions go on.",
  archiving: "Archiving …",
  archiveFailed: "It was not archived",
  archivedDone: "It is archived.",
  restore: "Offer it again",
  restoreTitle: "Offer this scenario again?",
  restoreDetail: "It can be chosen, and invitations can be made for it.",
  restoring: "Offering it …",
  restoreFailed: "It was not offered again",
  restoredDone: "It is offered again.",

  save: "Save the draft",
  saving: "Saving …",
  saved: "Saved. Nobody but staff sees it until it is published.",
  saveFailed: "The draft was not saved",
  discard: "Undo my changes",
  unsaved: (count: number) => `${plural(count, "field", "fields")} changed, not saved`,
  allSaved: "Everything is saved",
  kept: "What you had typed here before is still in the fields.",
  met: {
    title: "Somebody else saved this draft meanwhile",
    took: (fields: string) => `Taken over from them, where you had changed nothing: ${fields}.`,
    both: "Where both of you changed a field, yours stands in it, and theirs below it. Take theirs or keep yours, then save.",
    only: "Yours stand as you typed them. Save to put both together.",
    theirs: "Theirs",
    take: "Take theirs",
  },
  tooLong: (most: number, now: number) =>
    `${formatNumber(now - most)} characters too many: at most ${formatNumber(most)}.`,
  needed: "Needed to publish.",

  part: {
    who: "Who it is",
    scene: "The scene",
    partner: "The partner",
    coach: "The coach",
    models: "Models",
    language: "Languages",
  },
  field: {
    name: "Name",
    slug: "Slug",
    description: "Description",
    partnerPersona: "Who the partner plays",
    partnerSystemPrompt: "What the partner is told",
    coachSystemPrompt: "What the coach is told",
    partnerModel: "The partner’s model",
    coachModel: "The coach’s model",
    goal: "Goal",
    coachPolicy: "When the coach speaks",
    openingLine: "Who opens",
    languages: "Languages",
  } as Record<string, string>,
  hint: {
    name: "Invitees read it where they choose.",
    slug: "Scripts and host pages name it by this.",
    slugFixed: "Published under this: it stays.",
    description: "What an invitee reads before they start: who they are, with whom, and what they want.",
    partnerPersona: "The name above the partner’s words, such as “Mr. Halloran”. “(AI)” is put beside it.",
    partnerSystemPrompt:
      "Written to the partner. Facts in order, from what is said readily to what takes trust. Never what the coach knows.",
    coachSystemPrompt: "Written to the coach. It sees the whole session, and the goal above.",
    goal: "What a good ending is. Invitees read it as “Your aim” before they start; the coach reads it too, the partner never does.",
    openingLine: "Written once, stored without a model call, the same for every invitee.",
    languages: "What invitees may talk in. Partner and coach are told which.",
    model: "As its provider names it. Choose one of the list, or type another.",
  },
  headings: {
    label: "Headings",
    add: (heading: string) => `Add “${heading}”`,
    there: (heading: string) => `Go to “${heading}”`,
    partner: ["Who", "Want", "How you speak", "Facts", "What hurts", "What softens", "Never"],
    coach: ["Who", "What to look for", "How you speak", "Never"],
    /** what belongs below one, as it is put there */
    below: {
      Who: "You are …",
      Want: "You want …",
      "How you speak": "You speak …",
      Facts: "- ",
      "What hurts": "- ",
      "What softens": "- ",
      "What to look for": "- ",
      Never: "You never …",
    } as Record<string, string>,
  },
  policy: {
    each: "After each exchange",
    every: "After every few exchanges",
    request: "Only when asked",
    end: "Once, at the end",
    off: "Never",
    everyField: "One comment for so many exchanges",
    everyHint: "From 2 to 50.",
  } as Record<string, string>,
  opens: { user: "The invitee", partner: "The partner", line: "The partner’s first line" },
  languageField: "Another language",
  languageHint: "A tag such as pt-BR.",
  addLanguage: "Add",
  model: {
    unknown: (fallback: string) => `The provider does not list it. ${fallback} would answer in its stead.`,
    unasked: "The model’s provider could not say which models it has.",
  },

  versions: {
    columns: { version: "Version", when: "Published", who: "By", sessions: "Sessions" },
    none: "Nothing is published yet.",
    sessions: (count: number) =>
      count >= MOST ? `${formatNumber(MOST)} or more` : count === 0 ? "none" : formatNumber(count),
    nobody: "with the installation",
    compare: "Compare",
    from: "From",
    to: "To",
    draft: "The draft",
    number: (version: number) => `Version ${version}`,
    same: "They say the same.",
    failed: "The versions could not be compared",
    added: "added",
    removed: "removed",
    nothing: "nothing",
  },

  try: {
    detail:
      "The real widget, with the draft as it is saved. It spends no invitation, stands in no list, is counted apart, and ends in two hours.",
    unsaved: "Unsaved changes are not in it: save the draft first.",
    start: "Start a trial",
    again: "Start over",
    starting: "Starting …",
    failed: "The trial was not started",
    frame: "The widget with this scenario",
    open: "Open it on a page of its own",
    room: (exchanges: number) => `Room for about ${exchanges} exchanges.`,
    site: "As on the site",
    noSite: "No site",
  },

  replay: {
    detail:
      "What an invitee said in a stored session is said again, line by line, to the draft as it is saved. Each line is a real exchange of a trial, with a quota of its own.",
    field: "Number of the session",
    hint: "As in its address: /admin/sessions/NUMBER.",
    recent: "Or one of the last ones",
    noRecent: "No session of this scenario is among the last ones.",
    choose: (id: number) => `Session ${id}`,
    exchanges: (count: number) => plural(count, "exchange", "exchanges"),
    start: "Prepare the replay",
    starting: "Preparing …",
    startFailed: "The replay was not prepared",
    title: (session: number) => `Replay of session ${session}`,
    failed: "The replay could not be loaded",
    notFound: "There is no replay here",
    say: "Say the lines",
    goOn: "Go on",
    saying: (number: number, of: number) => `Saying line ${number} of ${of} …`,
    failedAt: (number: number, of: number) => `Line ${number} of ${of} was not answered. None was said after it.`,
    notAnswered: (why: string) => `Not answered: ${why}`,
    again: (number: number) => `Say line ${number} again and go on`,
    againHint:
      "What failed is forgotten: neither the partner nor the coach sees it. The lines after it are said anew in any case, since each answer stands on those before it.",
    pause: "Pause after this line",
    cancel: "Stop the replay",
    cancelling: "Stopping …",
    stepFailed: "The line was not said",
    state: {
      next: "Ready: nothing is said until you say so.",
      running: "The partner answers.",
      cancelled: "Stopped. What was said by then stays.",
      failed: "A line was not answered, and this replay is over. Prepare another one.",
      ended: "All lines were said.",
    } as Record<string, string>,
    before: (version: number) => `Then, version ${version}`,
    now: "Now, the draft",
    opening: "Opening",
    turn: (number: number) => `Line ${number}`,
    waiting: "Not said yet",
    running: "Being answered …",
    noComment: {
      policy: "No comment was due",
      "nothing-to-add": "The coach had nothing to add",
      failed: "The comment failed",
    } as Record<string, string>,
    silent: "No comment",
    tokens: (before: number, now: number) => `${formatNumber(before)} tokens then, ${formatNumber(now)} now`,
    openSession: "Open the stored session",
    coach: "Coach",
    partner: "Partner",
    invitee: "Invitee",
    toScenario: "To the draft",
  },
};

/** A language as its speakers of English call it; the tag itself where nobody knows it. */
const NAMES = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });
export const languageName = (tag: string): string => {
  try {
    return NAMES.of(tag) ?? tag;
  } catch {
    return tag;
  }
};
