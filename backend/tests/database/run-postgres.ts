// A server's share of the database, as a process of its own that tests can kill: starts it and says so, and stops on SIGTERM.
import { startEmbeddedPostgres } from "../../src/database/embedded-postgres.ts";

const [dataDir = ""] = process.argv.slice(2);

startEmbeddedPostgres({ dataDir, fsync: false }).then(
  (postgres) => {
    console.log(JSON.stringify({ url: postgres.url, location: postgres.location }));
    process.once("SIGTERM", () => void postgres.stop().then(() => process.exit(0)));
    setInterval(() => {}, 60_000);
  },
  (error: Error) => {
    console.log(JSON.stringify({ error: error.name }));
    process.exit(1);
  },
);
