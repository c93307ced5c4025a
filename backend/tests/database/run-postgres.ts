// A server's share of the database, as a process of its own that tests can kill: starts it and says so, and stops on SIGTERM.
// With "abrupt" it ends on SIGTERM without stopping anything.
import { startEmbeddedPostgres } from "../../src/database/embedded-postgres.ts";

const [dataDir = "", ending] = process.argv.slice(2);

startEmbeddedPostgres({ dataDir, fsync: false }).then(
  (postgres) => {
    process.once(
      "SIGTERM",
      () => void (ending === "abrupt" ? Promise.resolve() : postgres.stop()).then(() => process.exit(0)),
    );
    setInterval(() => {}, 60_000);
    console.log(JSON.stringify({ url: postgres.url, location: postgres.location }));
  },
  (error: Error) => {
    console.log(JSON.stringify({ error: error.name }));
    process.exit(1);
  },
);
