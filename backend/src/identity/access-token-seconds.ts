/** Seconds an access token is good for. */
export const ACCESS_TOKEN_SECONDS = 300;
