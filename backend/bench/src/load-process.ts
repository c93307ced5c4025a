// The load's process: upstream and readers together, on one core, in one clock.
import { answerCalls } from "./ipc.ts";
import { holdStreams, type IdleSpec } from "./load/hold-streams.ts";
import { readStreams, type StreamsSpec } from "./load/read-streams.ts";
import { startUpstream } from "./load/upstream.ts";

const upstream = await startUpstream();
let held: { release: () => void } | undefined;

answerCalls({
  upstreamUrl: () => upstream.url,
  streams: async (spec: StreamsSpec) => {
    upstream.takeFigures();
    const [{ user, system }, startedAt] = [process.cpuUsage(), performance.now()];
    const figures = await readStreams(spec);
    const used = process.cpuUsage({ user, system });
    const seconds = (performance.now() - startedAt) / 1000;
    return { ...figures, ...upstream.takeFigures(), seconds, loadCore: (used.user + used.system) / 1e6 / seconds };
  },
  hold: async (spec: IdleSpec) => {
    held = await holdStreams(spec);
  },
  release: () => held?.release(),
});
