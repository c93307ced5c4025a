import type { ActKind } from "./act-kinds.ts";

/**
 * One way of doing something with words. `negated` says what it is after a negation ("I am not sorry"): another act, or none
 * where it is left out. Rules that carry their own negation say `anyway`.
 */
export type ActRule = { kind: ActKind; pattern: RegExp; negated?: ActKind | "anyway" };

const rule = (kind: ActKind, pattern: RegExp, negated?: ActKind | "anyway"): ActRule =>
  negated === undefined ? { kind, pattern } : { kind, pattern, negated };

const NAMES =
  "idiots?|stupid|morons?|liars?|cheats?|crooks?|slumlord|pathetic|useless|incompetent|worthless|asshole|arsehole|bastard|jerk|clown|ignorant|selfish|greedy|lazy|disgusting|heartless|coward|bigot|hypocrite|bully|fool|dumb|crazy|joke|monster|scum|cheap";
const FEELINGS =
  "worried|scared|afraid|frightened|terrified|anxious|sad|hurt|tired|exhausted|cold|freezing|frustrated|disappointed|upset|angry|lonely|nervous|ashamed|stuck|torn|confused|overwhelmed|embarrassed|uncomfortable|lost|grateful|glad|relieved|sick|stressed|hungry|thirsty|desperate|sorry for you";
const AUTHORITIES =
  "lawyer|solicitor|council|police|cops|city|press|papers|authorities|inspector|tribunal|court|boss|manager|hr|board|union";

/** Blames, unless it is said of what the partner has told. */
export const HABIT: ActRule = rule("accusation", /(?<!\bsame(?: \w+)? )\bas usual\b/i);

/** What hurts. Read before what softens: one hurtful clause outweighs the polite ones around it. */
export const HOSTILE_RULES: ActRule[] = [
  rule(
    "insult",
    new RegExp(`\\b(?:you(?:'?re| are| r)?|u r|ur)\\b(?: (?!not\\b|never\\b)\\w+){0,3}? (?:${NAMES})\\b`, "i"),
  ),
  rule(
    "validation",
    new RegExp(`\\byou(?:'?re| are)(?: really| certainly)? not(?: an?)? (?:${NAMES})\\b`, "i"),
    "anyway",
  ),
  rule("insult", /\b(?:shut up|screw you|f\S{0,3}k (?:you|off)|go to hell|piss off|shame on you|drop dead)\b/i),
  rule("insult", /^\W*(?:liar|idiot|coward|hypocrite|crook|moron)\b/i),
  rule(
    "threat",
    /\bor else\b|\bi'?m warning you\b|\blast (?:chance|warning)\b|\bsee you in court\b|\b(?:take|taking) you to court\b|\blegal action\b|\bsmall claims\b|\bpress charges\b/i,
  ),
  rule(
    "threat",
    new RegExp(
      `\\b(?:i|we)(?:'?ll| will|'?m going to| am going to|'?m gonna| may have to| might have to|'?ve)? (?:\\w+ ){0,3}?(?:sue|report you|call (?:the|my|a|your) (?:${AUTHORITIES})|go to (?:the|a|my) (?:${AUTHORITIES})|get (?:the|a|my) (?:${AUTHORITIES})|tell (?:everyone|your wife|your boss)|stop paying|withhold|quit\\b|walk out|walk away|find (?:someone|somebody|another|a different)|go elsewhere|leave a review|leave you\\b|cut you off)`,
      "i",
    ),
  ),
  rule(
    "threat",
    /\byou(?:'?ll| will)(?: all)? (?:regret|be sorry|pay for|lose (?:me|your|this)|die|have a stroke|end up|hear from my|never see)/i,
  ),
  rule(
    "threat",
    /\b(?:not|stop|withhold(?:ing)?) pay(?:ing)?\b.{0,12}\brent\b|\bnot getting (?:any|the|my|your) rent\b/i,
  ),
  rule(
    "threat",
    /\bi(?:'?m| am) (?:leaving|out of here|done with you)\b|\bi won'?t (?:ever )?(?:come|speak|talk|work|visit)(?: \w+){0,3} (?:again|anymore|any more)\b/i,
    "anyway",
  ),
  rule(
    "accusation",
    /\byou(?:'?ve| guys| people| have)?(?: just| really| simply| have)? (?:always|never|constantly)\b/i,
  ),
  rule("accusation", /\byou(?: just| always)? keep(?: on)? \w+ing\b|\bevery (?:single )?time you\b/i),
  rule(
    "accusation",
    /\b(?:all|only thing) you (?:ever |people )?(?:do|care|want|think)\b|\byou only (?:care|think|want)\b/i,
  ),
  rule(
    "accusation",
    /\b(?:you|u)(?: just| really| clearly| obviously| still| simply| people)* (?:don'?t|do not|didn'?t|did not|doesnt)(?: even| really| ever)* (?:care|listen|bother|understand|get it|respect|give a|do anything|do your|answer|try|know anything|have a clue|think)\b/i,
  ),
  rule(
    "accusation",
    /\byou(?:'?ve| have)? (?:lied|cheated|broke (?:your|my)|ignored?|failed|ruined|betrayed|abandoned|let (?:me|us|everyone) down|wasted|sold (?:me|us|out))\b/i,
  ),
  rule(
    "accusation",
    /\byour (?:own )?fault\b|\bbecause of you\b|\bhow (?:could|dare) you\b|\bwhat'?s wrong with you\b|\bshould be ashamed\b|\btypical of you\b/i,
  ),
  HABIT,
  rule(
    "accusation",
    /\byou(?:'?re| are)(?: just| only| being| so| always| completely| clearly)* (?:lying|ignoring|avoiding|hiding|making excuses|impossible|unreasonable|irresponsible|in denial|difficult|stubborn|unprofessional|unfair|the problem|ripping|exploiting|blackmailing|rude|cold|careless|negligent|jealous|bitter)\b/i,
  ),
  rule(
    "accusation",
    /\bi feel (?:like|that) you\b|\bwhy (?:do|don'?t|can'?t|won'?t|are|did|didn'?t) you (?:always|never|ever|even|just|care|listen)\b|\byou should(?:n'?t| not)? have\b/i,
  ),
  rule(
    "dismissal",
    /\bcalm down\b|\bchill out\b|\bget over (?:it|yourself|this)\b|\bgrow up\b|\bdrop it\b|\bdeal with it\b|\bsuck it up\b|\bmove on\b|\bget real\b|\bbe realistic\b/i,
  ),
  rule(
    "dismissal",
    /^\W*(?:relax|whatever|so what|who cares|oh please|oh sure(?!\W+(?:that|i|we|no|thing|why|of)\b)|yeah right|boo hoo|blah)\b/i,
  ),
  rule(
    "dismissal",
    /\byou(?:'?re| are) (?:over-?reacting|exaggerating|being (?:dramatic|silly|childish|paranoid|oversensitive|ridiculous|emotional|difficult)|too sensitive)\b/i,
    "validation",
  ),
  rule(
    "dismissal",
    /\b(?:it|that)(?:'?s| is) (?:not|no) (?:that |such |really )?(?:a )?(?:big )?(?:deal|bad|serious|important)\b|\bnot my (?:problem|concern|fault)\b|\bit'?s nothing\b/i,
    "anyway",
  ),
  rule(
    "dismissal",
    /\b(?:that|this|it|what)(?:'?s| is)(?: just| all| complete| total)? (?:nonsense|ridiculous|absurd|bullshit|bs|rubbish|silly|stupid|a joke|an excuse)\b|\bdon'?t be (?:silly|ridiculous|dramatic|like that|stupid)\b|\bspare me\b/i,
  ),
  rule(
    "dismissal",
    /\byou have to see (?:it|this|things)\b|\bat least you\b|\bcould be worse\b|\byou(?:'?re| are) fine\b|\beveryone (?:has|feels)\b.{0,30}\b(?:sometimes|problems)\b/i,
  ),
  rule(
    "demand",
    /\byou (?:must|have to|need to|'?d better|had better|better|are going to|ought to)\b(?! (?:be |have been |feel |have felt ))/i,
  ),
  rule("demand", /\byou should(?! (?:be proud|know (?:that )?(?:i|we)|have))\b/i),
  rule("demand", /\bi (?:demand|insist|expect you|want you to|need you to|order you)\b/i),
  rule("demand", /\btake it or leave it\b/i),
  rule(
    "demand",
    /^\W*(?:just |now )?(?:fix|send|give me|stop|pay|answer|listen\b(?!,)|sign|admit|apologi[sz]e|hurry|do (?:it|your|something)|get (?:it|the|your|off)|make (?:it|sure)|explain yourself|prove|take your)\b/i,
  ),
];

/** What softens, and what merely moves the talk along. */
export const FRIENDLY_RULES: ActRule[] = [
  rule(
    "validation",
    /\bsorry (?:to hear|for your|(?:that )?(?:you|this happened|it|they)|about (?!(?:that|this|it|what|how|my|the (?:way|mess|wait|delay)|before|earlier|yesterday|last)\b))\b/i,
  ),
  rule(
    "apology",
    /\bsorry\b(?! (?:to hear|for your|you|(?:that )?(?:you|this happened|it|they)|about (?!(?:that|this|it|what|how|my|the (?:way|mess|wait|delay)|before|earlier|yesterday|last)\b)))|\bapologi[sz]e\b|\bmy apologies\b/i,
    "dismissal",
  ),
  rule(
    "apology",
    /\bmy (?:fault|mistake|bad)\b|\bforgive me\b|\bi take (?:that|it) back\b|\bi was (?:wrong|out of line|rude|unfair|too harsh|harsh)\b/i,
  ),
  rule(
    "apology",
    /\bi (?:shouldn'?t|should not|should) have\b|\bi (?:didn'?t|did not|didnt|don'?t|never) mean(?:t)? (?:to|you|it|that)\b|\bi(?:'?m| am) not (?:blaming|accusing|attacking|judging)\b|\bi got (?:it|that|this) wrong\b/i,
    "anyway",
  ),
  rule(
    "reflection",
    /^\W*(?:(?:ok|okay|right|ah|oh|hm+)\W+)?(?:so|then)\W+(?:you(?:'?re|'?ve|'?d)?|the|it(?:'?s)?|that|they|nobody|your|he|she|there|last|this|for you|what you)\b(?! (?:just |admit|expect|dare))/i,
  ),
  rule(
    "reflection",
    /\b(?:it |that )?sounds (?:like|as if)\b|\b(?:it |that )?seems (?:like|as if|to me (?:that )?you)\b|\bwhat i(?:'?m| am) hearing\b|\bif i (?:understand|hear|heard|got)\b|\bin other words\b|\bi hear (?:that|you|how)\b|\byou(?:'?re| are) (?:saying|telling me|afraid|scared|worried|proud|tired|hurt|under pressure)\b/i,
  ),
  rule(
    "reflection",
    /\byou must (?:be|have been|feel|have felt)\b|\bthat must (?:be|have|feel)\b|\bi (?:can )?(?:see|imagine|understand|get|can tell) (?:that|how|why) (?:you|it|this|that|they)\b/i,
  ),
  rule(
    "reflection",
    /^\W*you (?:feel|felt|wanted?|had|were|waited|did not want|didn'?t want|lost|carried|worked|trained|kept|gave|put|sat|stayed|ran|paid|need|lie awake)\b/i,
  ),
  rule(
    "validation",
    /\b(?:that|it|this)(?:'?s| is| was| must be| sounds)?(?: really| very| so| quite| totally)* (?:makes sense|makes (?:perfect|total|a lot of) sense|fair|understandable|hard|tough|a lot|reasonable|rough|awful|terrible|frightening|impressive|remarkable)\b/i,
  ),
  rule(
    "validation",
    /\bfair (?:enough|point)\b|\byou(?:'?re| are) (?:\w+ )?right\b|\byou(?:'?re| are) not wrong\b|\byou have (?:a point|every right)\b|\bi (?:really |do |truly )*(?:appreciate|respect|admire|value)\b|\bgood (?:point|idea|work|job)\b|\bno wonder\b|(?<!\band )\bi agree\b/i,
  ),
  rule(
    "validation",
    /\bi(?:'?d| would) (?:feel|be) (?:the same|angry|upset|scared|hurt|frustrated|worried|the same)\b|\byou(?:'?ve| have)? (?:earned|deserved?|done (?:a |so |everything|well|great|good|an)|did (?:a |so |everything|well|great|good|an)|worked (?:so |hard)|looked after|built|kept (?:that|this|it|the))\b|\bi (?:can |totally |do )*(?:understand|get (?:it|that))\b|\bcan'?t imagine how\b|(?:\b(?:is|was|were)|'s) worth (?:something|a lot)\b|\bmeans? a lot\b|\bdidn'?t go unnoticed\b|\bi (?:saw|noticed) (?:that|how|what|your)\b/i,
  ),
  rule(
    "recap",
    /\b(?:to|let me|just to|i want to) (?:confirm|clarify|recap|sum up|double.?check|summari[sz]e)\b|\bin writing\b|\bso we(?:'?re| are)? (?:agreed?|have|say|said)\b|\bi(?:'?ll| will) (?:text|write|note|put|e-?mail|send)(?: \w+){0,4} (?:down|so we both|that|it|this|summary|confirmation)\b|\bthen we agree\b|\bso that(?:'?s| is) (?:settled|agreed|a deal)\b/i,
  ),
  rule(
    "offer",
    /\b(?:i|we) (?:could|can|would be (?:happy|willing|glad) to|am (?:happy|willing|able) to|would)(?: also| gladly| even| just)? (?:help|give|offer|let|bring|take|do|pay|come|be (?:there|home|in)|open|share|split|trade|drive|call|ring|send|write|look|read|sit|meet|lend|wait|throw in|start|deliver|move|work|drop by|go with|accept|swap|spare|settle)\b/i,
  ),
  rule(
    "offer",
    /\b(?:i|we)(?:'?ll| will) (?:help|give|offer|let|bring|pay|come (?:over|by|with)|be (?:there|home|in)|open|share|split|trade|drive|ring you|sit with|wait|throw in|deliver)\b/i,
  ),
  rule(
    "offer",
    /\bhow about\b|\bwhat if (?:we|i)\b|\bwould it help\b|(?<!what |how |why )\bwould you (?:be willing|be open|accept|consider|trade|like (?:me|to))\b|\b(?:shall|why don'?t|maybe|perhaps) we\b|\bwe could\b|\blet'?s (?:try|do|say|agree|meet|split|look|make|find|work)\b|\bin (?:return|exchange)\b|\bhalf ?way\b|\bi(?:'?m| am) (?:willing|happy|prepared|ready) to\b|\bif you\b.{3,80}\b(?:i|we)(?:'?ll| can| could| will| would)\b/i,
  ),
  rule(
    "i-statement",
    new RegExp(
      `\\bi(?:'?m| am| was| feel| felt| get| got|'?ve been| have been)(?: (?!not\\b|never\\b)\\w+){0,2}? (?:${FEELINGS})\\b`,
      "i",
    ),
  ),
  rule(
    "i-statement",
    /\bi (?:really |do |just |also |only )*(?:need|miss|wish|hope|worry|fear|would like|would love|care about|struggle|prefer)\b(?! you to)|\bi'?d (?:really )?(?:like|love|prefer)\b|\bi can'?t sleep\b|\b(?:it|this|that) (?:hurts|scares|worries|bothers|frustrates|matters to|frightens) me\b|\bfor me,? (?:it|this|that)\b|\bmatters? to me\b|\bimportant (?:to|for) me\b/i,
  ),
  rule(
    "i-statement",
    /\bi feel (?!like you|that you)\w+|\bmy (?:\w+ )?(?:daughter|son|kids?|child|children|baby|wife|husband|partner|mother|mum|mom|father|dad|family) (?:is|are|was|has|have|coughs?|can'?t|cannot|sleeps?|needs?)\b|\bi voted (?:for|against|to)\b/i,
  ),
  rule("thanks", /\b(?:thank you|thanks|thank u|thx|cheers)\b/i),
  rule(
    "farewell",
    /\b(?:bye|goodbye|see you (?:then|soon|later|tomorrow|on)|have a (?:good|great|nice|wonderful|lovely)|take care|good night|talk soon|enjoy your)\b/i,
  ),
  rule("greeting", /^\W*(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|greetings)\b/i),
  rule(
    "agreement",
    /^\W*(?:ok|okay|yes|yeah|yep|yup|sure|deal|agreed|alright|all right|fine|sounds (?:good|great|fair|like a plan)|that works|works for me|perfect|great|good(?! (?:morning|afternoon|evening|day|to see|point|question|idea))|absolutely|of course|exactly|understood|accept-deal|submit-deal|awesome|cool)\b/i,
  ),
  rule("refusal", /^\W*(?:no|nope|no way|never|i (?:can'?t|cannot|won'?t|refuse)|reject-deal|walk-away)\b/i, "anyway"),
];

/** Nothing to do with the scene, whatever the scene is. */
export const OFF_TOPIC =
  /\b(?:weather forecast|football|soccer|world cup|bitcoin|crypto|netflix|movie|recipe|joke|poem|capital of|horoscope|lottery|pizza|video games?|javascript|python|chatgpt|language model|are you (?:an? )?(?:ai|bot|robot|human|real)|your (?:system )?prompt|(?:ignore|forget) (?:all |your )?(?:the )?(?:previous|prior|above)? ?instructions)\b/i;

const DAY =
  "(?:(?:next |this |on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|next (?:week|month)|the weekend)";
const LEAD_IN = "(?:(?:so|and|but|well|ok|okay|please|right|then|now|also|maybe|perhaps)\\W+)*";

/** Puts a way forward to the partner, who can accept it or not: "Could we agree on Thursday?" */
export const PROPOSES = new RegExp(
  [
    `(?:^\\W*|[,:]\\s*)${LEAD_IN}(?:(?:can|could|shall|may|might) (?:we|you and i)\\b|should we\\b(?! (?:be|have)\\b)|why don'?t we\\b)`,
    "\\blet'?s (?:agree|meet|say|settle|make it|leave it at)\\b",
    `(?:^\\W*|[,:]\\s*)${LEAD_IN}(?:would|does|will|could|is) (?:${DAY}|that|this|it|\\d\\S*)(?: \\w+){0,2}? (?:work|suit you|(?:be )?(?:ok|okay|fine|all ?right|possible|acceptable))(?: (?:for|with|by) you)?\\W*$`,
    `(?:what|how) about (?:${DAY}|\\d)`,
    "\\b(?:can|could|would|will) you (?:agree (?:to|on|with)|live with|settle (?:on|for)|go along with|meet (?:me )?(?:on|at|tomorrow))\\b",
    "\\bi(?:'?d| would)? (?:propose|suggest)\\b",
    `\\b(?:are you free|do you have time) ${DAY}`,
    "\\bare you (?:ok|okay|fine|happy) with\\b",
  ].join("|"),
  "i",
);
/** The same in a word or two, told from an answer by the question mark alone: "Deal?", "Thursday, then?" */
export const PROPOSES_IF_ASKED = new RegExp(
  `^\\W*${LEAD_IN}(?:(?:deal|agreed|${DAY})(?:,? (?:then|morning|afternoon|evening|at \\w+))*\\W*$|(?:(?:are|do) )?we(?:'?re| are)? (?:all )?agreed?\\b)`,
  "i",
);
/** What one says at a door, before there is anything to answer: "do you have a minute?", "can we talk?" */
export const ASKS_FOR_TIME =
  /^(?=(?:\S+\s+){0,16}\S+$).*?\b(?:(?:do you have|have you got|you got|got|can you spare|could you spare|do you have time for) (?:a|an|one|two|five|ten|some|a few|a couple of)(?: quick| spare| free)? (?:minutes?|moments?|seconds?|secs?|mins?|time|chat|word)|(?:is|would) (?:this|now|it|that)(?: be)?(?: still)? a (?:good|bad|convenient) (?:time|moment)|are you (?:busy|free|available|there)|do you have time|(?:can|could|may) (?:i|we) (?:please )?(?:talk|speak|chat|come in|sit(?: down)?|have a (?:word|chat|talk)))(?: (?:to|with) (?:you|me))?(?: (?:for|to|right|now|just|please|today|talk|speak|chat|spare|me|us|a|quick|minute|moment|second|sec|bit))*(?: about .+)?\W*$/i;
/** A greeting that asks how one is, as one does. Without the greeting it is a question. */
export const SAYS_HELLO =
  /^\W*(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day))\b(?:\W+[\p{L}’'-]+){0,3}?\W+(?:how are you(?: doing| today)?|how'?s it going|how are things|how have you been|are you (?:ok|okay|well|all ?right))(?: today)?\W*$/iu;
