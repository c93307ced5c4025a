export type Connection = "connecting" | "live" | "broken";
