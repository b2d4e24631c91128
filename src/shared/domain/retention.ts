/** How long records are kept. 45 CFR 164.316(b)(2)(i): six years from creation or from when last in effect. */
export const MINIMUM_RETENTION_YEARS = 6;
