import { render } from "preact";
import { createConsole } from "./state/console.ts";
import { App } from "./view/app.tsx";
import "./view/styles/tokens.css";
import "./view/styles/controls.css";
import "./view/styles/frame.css";
import "./view/styles/lists.css";
import "./view/styles/set-up.css";
import "./view/styles/sheet.css";
import "./view/styles/scene.css";
import "./view/styles/many.css";
import "./view/styles/observation.css";
import "./view/styles/usage.css";
import "./view/styles/authoring.css";

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app");
render(<App console={createConsole()} />, root);
