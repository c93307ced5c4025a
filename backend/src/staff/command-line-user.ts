/**
 * Whose the invitations and API keys are that the command line makes: the id of a `User` row that is nobody. It signs in nowhere,
 * stands in no list of people, is no ADMIN among ADMINs, and no role of it is taken away. So what was made there ends by its own
 * date or by being revoked, never with somebody's role. The audit names no actor for what the command line does.
 */
export const COMMAND_LINE_USER = "command-line";
