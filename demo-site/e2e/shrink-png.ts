import { crc32, deflateSync } from "node:zlib";
import type { Page } from "playwright-core";

const COLOURS = 128;
/** A squared distance that nobody sees: greys that are nearer to each other would crowd out an icon's colour. */
const APART = 100;
const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

type Pixels = { width: number; height: number; rgba: string };

/** Runs in the page: a browser is the one decoder of pictures that is here anyway. */
const decode = async (base64: string): Promise<Pixels> => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const { width, height } = picture;
  const pen = new OffscreenCanvas(width, height).getContext("2d");
  if (pen === null) throw new Error("no canvas");
  pen.drawImage(picture, 0, 0);
  let rgba = "";
  for (const part of pen.getImageData(0, 0, width, height).data) rgba += String.fromCodePoint(part);
  return { width, height, rgba: btoa(rgba) };
};

const distance = (one: number, other: number): number =>
  [16, 8, 0].reduce((sum, shift) => sum + (((one >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0);
const nearest = (colour: number, palette: number[]): number => {
  const distances = palette.map((kept) => distance(colour, kept));
  return distances.indexOf(Math.min(...distances));
};

/** The most frequent colours are kept as they are, unless one nearby is; what is rarer, as the edges of letters are, takes the nearest of them. */
const indexColours = (rgba: Buffer): { palette: number[]; places: Buffer } => {
  const colours = Array.from({ length: rgba.length / 4 }, (_, n) => rgba.readUIntBE(4 * n, 3));
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette: number[] = [];
  for (const [colour] of [...counts].sort(([, one], [, other]) => other - one))
    if (palette.length < COLOURS && palette.every((kept) => distance(kept, colour) >= APART)) palette.push(colour);
  const places = new Map([...counts.keys()].map((colour) => [colour, nearest(colour, palette)]));
  return { palette, places: Buffer.from(colours.map((colour) => places.get(colour) ?? 0)) };
};

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
};

/** The same picture in 128 colours, about a third as large. `page`: any page whose policy lets it, such as an empty one. */
export const shrinkPng = async (page: Page, png: Buffer): Promise<Buffer> => {
  const { width, height, rgba } = await page.evaluate(decode, png.toString("base64"));
  const { palette, places } = indexColours(Buffer.from(rgba, "base64"));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // eight bits a pixel, each the place of its colour in the palette
  header.set([8, 3], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  // each row begins with the filter that it is stored with: none
  const rows = Array.from({ length: height }, (_, row) =>
    Buffer.concat([Buffer.alloc(1), places.subarray(row * width, (row + 1) * width)]),
  );
  const data = deflateSync(Buffer.concat(rows), { level: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
};
