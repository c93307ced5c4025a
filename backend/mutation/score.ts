import { readFileSync } from "node:fs";

/** What came of one mutant, in the words of the mutation testing report schema. */
type Mutant = {
  status: "Killed" | "Timeout" | "Survived" | "NoCoverage" | "Ignored" | "CompileError" | "RuntimeError" | "Pending";
  mutatorName: string;
  replacement?: string;
  location: { start: { line: number; column: number } };
};
type Report = { files: Record<string, { mutants: Mutant[] }> };
export type Survivor = { file: string; line: number; column: number; name: string; replacement: string };
export type FileScore = { file: string; killed: number; survived: number; ignored: number };

const isCaught = ({ status }: Mutant): boolean => status === "Killed" || status === "Timeout";
const isMissed = ({ status }: Mutant): boolean => status === "Survived" || status === "NoCoverage";

/** @param path a report as Stryker's incremental mode keeps it */
export const readScores = (path: string): { scores: FileScore[]; survivors: Survivor[] } => {
  const { files } = JSON.parse(readFileSync(path, "utf8")) as Report;
  const all = Object.entries(files).filter(([, { mutants }]) => mutants.length > 0);
  return {
    scores: all.map(([file, { mutants }]) => ({
      file,
      killed: mutants.filter(isCaught).length,
      survived: mutants.filter(isMissed).length,
      ignored: mutants.filter(({ status }) => status === "Ignored").length,
    })),
    survivors: all.flatMap(([file, { mutants }]) =>
      mutants.filter(isMissed).map(({ location: { start }, mutatorName, replacement = "" }) => ({
        file,
        line: start.line,
        column: start.column,
        name: mutatorName,
        replacement: replacement.replaceAll(/\s+/g, " ").slice(0, 80),
      })),
    ),
  };
};

/** Per cent of what was tried; NaN where nothing was. */
export const shareOf = (scores: Pick<FileScore, "killed" | "survived">[]): number => {
  const killed = scores.reduce((sum, score) => sum + score.killed, 0);
  return (100 * killed) / (killed + scores.reduce((sum, score) => sum + score.survived, 0));
};
