/** How loud a stream is, from 0 to 1, when asked. `close` lets go of it. */
export const createLoudness = (stream: MediaStream) => {
  if (typeof AudioContext === "undefined") return { now: () => 0, measures: false, close: () => {} };
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  // a sixth of a second at 48 kHz: a sound between two looks, a tenth of a second apart, is not missed
  analyser.fftSize = 8192;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    measures: true,
    now: (): number => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // a quiet voice is at -50 dB, a loud one near -10
      return power === 0 ? 0 : Math.min(1, Math.max(0, (10 * Math.log10(power) + 55) / 45));
    },
    close: () => void context.close().catch(() => {}),
  };
};
