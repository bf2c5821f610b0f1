/** The known exceptions of a lake: addresses and accounts that its owner vouches for, one a line of the CSV files in `known_exceptions/`. */

export const KNOWN_EXCEPTIONS = 'known_exceptions';

/** The header line of a file; both engines read the columns in this order, as texts. */
export const KNOWN_EXCEPTION_COLUMNS = ['kind', 'value', 'note'] as const;

/** What a line may be about, and the column that its value is compared with. A line of another kind says nothing. */
export const KNOWN_EXCEPTION_KINDS = {
    address: 'ip_address',
    user_sub: 'user_sub',
    user_name: 'user_name',
} as const;
