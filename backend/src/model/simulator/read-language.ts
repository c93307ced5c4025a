import { isEmptyWord } from "./words.ts";

const ENGLISH = new Set(
  "the and you i is are to it of that my for your in on we have what be not this with can do was me so but at if no how all would will they there about like just need want ok okay yes hi hello please thanks take get give me think am im its dont".split(
    " ",
  ),
);
/** Small words that hardly occur in English. */
const OTHERS = [
  "ich du sie und nicht ist das der ein eine es wir ihr aber auch mit für auf bitte danke heizung warum haben habe kann mir mich seit noch immer kein",
  "je tu vous nous et est pas le la les un une des que qui ne mais pour avec dans ce cette suis sont merci bonjour pourquoi mon votre",
  "yo tú usted y es el la los las un una que por para con pero mi su está estoy gracias hola porque qué cómo muy",
  "io tu lei è non il la gli un una che per con ma mio sono grazie ciao perché come molto",
  "eu você é não os um uma que por para com mas meu está obrigado olá porque muito",
  "ik jij je en niet het de een van wij maar met voor dank waarom heb kan mijn nog geen",
  "ja ty jest nie się że ale mój proszę dziękuję dlaczego mam",
  "ben sen ve bir bu değil için ama çok teşekkürler merhaba neden",
].map((words) => new Set(words.split(" ")));

const KEYS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"].flatMap((row) => [row, Array.from(row).toReversed().join("")]);
/** Three keys beside each other, where no word of any kind is written so. */
const SHORT_MASH = /^(?:qwe|asd|sdf|dfg|fgh|ghj|hjk|jkl|zxc|xcv|cvb|vbn|lkj|kjh|hgf|gfd|fds|ewq)$/i;

const isMashed = (word: string): boolean =>
  /[bcdfghjklmnpqrstvwxz]{6}/i.test(word) ||
  /(.)\1{3}/.test(word) ||
  SHORT_MASH.test(word) ||
  (word.length > 3 && !/[aeiouyäöüáéíóúàèìòùâêîôûåøæœ]/i.test(word)) ||
  KEYS.some(
    (row) =>
      word.length > 3 &&
      Array.from({ length: row.length - 3 }, (_, at) => row.slice(at, at + 4)).some(
        (run) => word.toLowerCase().includes(run) && !/(?:prop|lib|pov|pub)ert|^(?:powert|tree|poi|strew)/i.test(word),
      ),
  );

/** Whether a message is English, another language, or no language at all (mashed keys, signs, emoji only). */
export const readLanguage = (text: string): "english" | "other-language" | "gibberish" => {
  const letters = text.match(/\p{L}/gu) ?? [];
  if (letters.length === 0) return /\d/.test(text) ? "english" : "gibberish";
  const latin = letters.filter((letter) => /\p{Script=Latin}/u.test(letter)).length;
  if (latin < letters.length / 2) return "other-language";
  const words = (
    text
      .toLowerCase()
      .replace(/[’‘]/g, "'")
      .match(/[\p{L}']+/gu) ?? []
  ).map((word) => word.replace(/'/g, ""));
  const english = words.filter((word) => ENGLISH.has(word) || isEmptyWord(word)).length;
  const accented = words.filter((word) => /[äöüßáéíóúñàèìòùâêîôûçãõąęłøåčšžý]/.test(word)).length;
  const other = Math.max(...OTHERS.map((language) => words.filter((word) => language.has(word)).length)) + accented;
  if (other > english && (other >= 2 || words.length <= 2) && other >= words.length * 0.2) return "other-language";
  if (english === 0 && words.filter(isMashed).length >= words.length * 0.5) return "gibberish";
  return "english";
};
