/** The allowlist: IP addresses, networks and users that the lake's owner vouches for (CSV files in `allowlist/`). */

export const ALLOWLIST_TABLE = 'allowlist';

/** The header line of a file. Both engines read the columns in this order, as strings. */
export const ALLOWLIST_COLUMNS = ['kind', 'value', 'note'] as const;

/** The kinds of a row, each with the column that its value is compared with. A row of another kind has no effect. */
export const ALLOWLIST_KINDS = {
    address: 'ip_address',
    user_sub: 'user_sub',
    user_name: 'user_name',
} as const;
