/** What an answer of the AWS SDK tells: its types allow every field to be missing. */

/** The field, or what stands for it where the service left it out. */
export const told = <Value, None>(field: Value | undefined, none: None): Value | None => field ?? none;
