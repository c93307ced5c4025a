import { hrefOf } from "../state/route.ts";
import { forgetUpload, keptUpload } from "../state/upload.ts";
import { text } from "../text/en.ts";
import { useConsole, useMe } from "./console-context.ts";

/** Begins another upload; what the last one made is put away. */
export const UploadLink = () => {
  const { api } = useConsole();
  const { id } = useMe();
  return (
    <a class="button" href={hrefOf({ name: "upload" })} onClick={() => forgetUpload(keptUpload(api, id))}>
      {text.upload.open}
    </a>
  );
};
