import { arPages, rounds } from "./ar-pages.ts";
import { moment, plural } from "./format.ts";
import type { TalkTables } from "./translation.ts";

const people = { two: "شخصان", few: "# أشخاص", many: "# شخصًا", other: "# شخص" };
const minutesText = (n: number): string =>
  n < 1
    ? "أقل من دقيقة"
    : plural(n, { one: "دقيقة واحدة", two: "دقيقتين", few: "# دقائق", many: "# دقيقة", other: "# دقيقة" });
const characters = (n: number): string =>
  plural(n, { one: "حرف واحد", two: "حرفان", few: "# أحرف", many: "# حرفًا", other: "# حرف" });
const number = (n: number): string => plural(n, { other: "#" });
const line = (n: number): string => (n === 1 ? "المسار الرئيسي" : `المحاولة ${number(n)}`);

/** Arabic, with verbal nouns on buttons, which address everybody alike. */
export const tables: TalkTables = {
  pages: arPages,

  panel: {
    panel: "التدرّب على محادثة",
    ai: "(ذكاء اصطناعي)",
    close: "إغلاق النافذة",
    widen: "إفساح هامش للمدرّب",
    narrow: "تصغير النافذة من جديد",
    asking: "نتحقق ممن هنا",
    opening: "تُفتح محادثتك",
    moment,
    trouble: { title: "تعذّر فتحها", again: "المحاولة من جديد" },
    bar: {
      notes: "ملاحظاتك",
      nobody: "لا أحد يشاهد",
      watching: (n) =>
        plural(n, {
          ...people,
          one: "شخص واحد يشاهد",
          two: "شخصان يشاهدان",
          few: "# أشخاص يشاهدون",
          many: "# شخصًا يشاهدون",
          other: "# شخص يشاهدون",
        }),
      stepOut: "استراحة",
      reconnecting: "يُعاد الاتصال",
      finished: (iso) => `انتهت ${moment(iso)}`,
    },
    simulated: "الردود من محاكٍ، لا من نموذج لغوي.",
    exchange: (n) => `الجولة ${number(n)}`,
    transcript: {
      label: (name) => `محادثة مع ${name} (ذكاء اصطناعي)`,
      newMessages: "رسائل جديدة",
      youOpen: (name) => `الكلمة الأولى لك. ${name} يصغي إليك.`,
    },
    note: {
      listening: "المدرّب يصغي",
      writing: "المدرّب يكتب",
      failed: "لم يستطع المدرّب التعليق على هذا.",
      nothingToAdd: "لم يكن لدى المدرّب ما يضيفه.",
      policy: "لا تعليق من المدرّب هنا.",
    },
    lines: { name: line, again: "محاولة ذلك من جديد" },
    composer: {
      label: (name) => `كلماتك إلى ${name}`,
      before: "كلماتك",
      send: "إرسال",
      stop: "إيقاف",
      stopping: "جارٍ الإيقاف",
      wait: (name) => `الرد من ${name} لم يكتمل بعد. كلماتك محفوظة.`,
      unsent: "رسالتك الأخيرة لا تزال في الطريق. هذه الكلمات محفوظة.",
      tooLong: (over) => `أطول بمقدار ${characters(over)}`,
      roomLeft: (left) => `بقي ${characters(left)}`,
    },
  },

  apart: {
    summary: {
      eyebrow: (exchanges, minutes) => rounds(exchanges) + (minutes === null ? "" : ` في ${minutesText(minutes)}`),
      title: (scenario) => `تدرّبت على «${scenario}»`,
      notes: (n) =>
        plural(n, {
          one: "ملاحظة واحدة للاحتفاظ بها",
          two: "ملاحظتان للاحتفاظ بهما",
          few: "# ملاحظات للاحتفاظ بها",
          many: "# ملاحظة للاحتفاظ بها",
          other: "# ملاحظة للاحتفاظ بها",
        }),
      noNotes: "لم يترك المدرّب ملاحظات هذه المرة.",
      whatChanged: "ما الذي تغيّر",
      changed: {
        "another-try": { before: "قلت أولًا", after: "ثم جرّبت" },
        "taken-up": { before: "اقترح المدرّب", after: "قلت لاحقًا" },
        "first-to-last": { before: "بدأت بـ", after: "انتهيت بـ" },
      },
      asked: "ما سألت المدرّب عنه على انفراد",
      take: "للاحتفاظ بها",
      download: "تنزيل المحادثة والملاحظات",
      practise: "التدرّب عليها من جديد",
      read: "قراءة المحادثة كلها",
      comeBack: (until) => `أو يمكنك العودة بالرابط نفسه حتى ${until}.`,
      file: (scenario, date) => `${scenario} ${date}.txt`,
    },
    notes: {
      show: "إظهار ملاحظة المدرّب",
      keptForEnd: "ملاحظة المدرّب محفوظة للنهاية.",
      skip: "تخطّي هذه الملاحظة",
      rate: { label: "رأيك في هذه الملاحظة", helpful: "مفيدة", notHelpful: "غير مفيدة" },
    },
    take: { asked: "أنت، للمدرّب على انفراد", noAnswer: "لم يأتِ جواب." },
    trials: {
      stopped: "أوقفت هذا الرد. ينتظر المدرّب ردًا كاملًا.",
      failed: (name) => `لم يأتِ رد من ${name} (ذكاء اصطناعي).`,
      kept: "كلماتك محفوظة.",
      again: "طلب الرد من جديد",
      reword: "تغيير كلماتك",
    },
    quota: {
      warningTitle: "اقتربت النهاية",
      warning: (n) => `بقي نحو ${rounds(n)}. حان وقت الأهم.`,
      lastTitle: "قد تكون هذه جولتك الأخيرة",
      lastText: "ستكتمل مهما احتاجت: الرد وملاحظة المدرّب. بعدها ترى ملاحظاتك.",
      exhaustedTitle: "استعملت كل جولاتك",
      exhausted: "كل ما كتبته محفوظ. يمكنك مراجعة ملاحظات المدرّب، أو طلب المزيد ممن دعاك.",
      see: "إنهاء المحادثة ورؤية ملاحظاتك",
    },
    ending: {
      title: "هل تنهي هذه المحادثة؟",
      text: "سترى ملاحظاتك ويمكنك الاحتفاظ بالمحادثة. لا يمكن فتحها من جديد.",
      yes: "إنهاؤها",
      no: "المتابعة",
    },
    out: {
      eyebrow: "استراحة",
      title: "خذ الوقت الذي تحتاج إليه",
      text: (name) => `لا شيء يجري وأنت في استراحة. ${name} ذكاء اصطناعي يؤدي دورًا؛ يمكنك المغادرة في أي وقت.`,
      help: "إن أردت التحدث إلى إنسان",
      back: "العودة",
      end: "إنهاء المحادثة",
    },
    unsent: {
      waiting: "لم تُرسل بعد. محفوظة على هذا الجهاز.",
      uncertain: "لم تُؤكَّد بعد. محفوظة على هذا الجهاز؛ تُرسل مرة واحدة فقط.",
      tryNow: "المحاولة الآن",
      takeBack: "استعادتها",
    },
    idle: { title: "أهلًا بعودتك", text: "مضى وقت منذ كنت هنا. الكتابة تستأنف المحادثة." },
    notices: {
      offlineTitle: "لا يوجد اتصال بالإنترنت",
      offline: "يمكنك متابعة الكتابة: ما ترسله يخرج مرة واحدة، حالما يعود الاتصال.",
      dismiss: "إخفاء",
      endsSoonTitle: "تنتهي مدة دعوتك قريبًا",
      endsSoon: (iso) =>
        `يمكنك الكتابة حتى ${moment(iso)}. ما كتبته يبقى متاحًا للقراءة بعد ذلك؛ ومن دعاك يستطيع تمديدها.`,
      notSent: "لم تُرسل، لكنها محفوظة على هذا الجهاز:",
      lookAgain: "النظر من جديد",
      back: "عادت كلماتك إلى الحقل في الأسفل.",
    },
  },

  beside: {
    watchedNow: (n) =>
      `يشاهد الآن ${plural(n, { ...people, one: "شخص واحد" })}. تظهر لهم المحادثة وأسئلتك للمدرّب والملاحظات.`,
    unwatchedNow: "لم يعد أحد يشاهد.",
    copy: {
      button: "نسخ",
      mine: "نسخ كلماتك",
      of: (name) => `نسخ ما قاله ${arPages.withAi(name)}`,
      copied: "نُسخ",
      failed: "تعذّر النسخ",
    },
    timing: { label: "إظهار ملاحظات المدرّب", "at-once": "فور وصولها", asked: "حين أطلبها", end: "في النهاية" },
    margin: (name) => `هنا يكتب المدرّب، إلى جانب كلماتك. لا يظهر ذلك أبدًا لـ ${name} (ذكاء اصطناعي).`,
    end: "إنهاء المحادثة",
    endShort: "إنهاء",
    left: {
      more: (n) => `بقي نحو ${number(n)}`,
      last: `بقيت واحدة تقريبًا`,
      none: "لم يبقَ شيء",
    },
    lines: {
      label: "مسارات هذه المحادثة",
      from: (words) => `${arPages.lineFrom("محاولة أخرى", words)}. ما قلته من قبل باقٍ كما كان.`,
      back: (n) => (n === 1 ? "العودة إلى المسار الرئيسي" : `العودة إلى ${line(n)}`),
    },
    ask: {
      announce: (text) => `المدرّب، على انفراد: ${text}`,
      button: "سؤال المدرّب",
      answering: "المدرّب يجيب",
      answered: "أجاب المدرّب",
      read: "أسئلتك للمدرّب",
      title: "سؤال المدرّب",
      private: (name) => `لا يقرأ هذا سواك والفريق؛ ولا يظهر أبدًا لـ ${name} (ذكاء اصطناعي).`,
      close: "إغلاق أسئلة المدرّب",
      label: "سؤالك للمدرّب",
      send: "سؤال",
      question: (n) => `السؤال ${number(n)}`,
      place: (n, after) => (after === null ? "في البداية" : `بعد «${after}»`) + (n === 1 ? "" : ` في ${line(n)}`),
      none: "هل توقفت، أو لا تعرف كيف بدا ذلك؟ قرأ المدرّب المحادثة كلها.",
      stopped: "أوقفت هذا الجواب.",
      failed: "لم يستطع المدرّب الإجابة.",
      again: "السؤال من جديد",
      wait: "لا يزال المدرّب يجيب. سؤالك محفوظ.",
      unsent: "سؤالك الأخير لا يزال في الطريق. هذه الكلمات محفوظة.",
      kept: "سؤالك محفوظ هنا.",
      keptForExchange: (name) => `ما بقي محفوظ لجولة أخرى مع ${name}.`,
    },
  },
};
