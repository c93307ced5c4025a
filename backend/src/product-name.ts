/** The working name, in one place. Invitees see their site's own brand. */
export const PRODUCT_NAME = "Sidecoach";
