/** Lists the users of a backfill: from a file, or all users of the pool. */
import { readFileSync } from 'node:fs';
import type { AttributeType, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { RateLimiter } from '../../aws/rate-limiter.ts';
import { UserError } from '../../basics/user-error.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { printable } from '../../terminal/printable.ts';

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
const USERS_PER_PAGE = 60;

/** A user name as listed, and its sub if the list has it. */
export type ListedUser = { readonly name: string; readonly sub: string | null };

/** The API of one user pool, rate limited. */
export type UserPoolApi = {
    readonly client: CognitoIdentityProviderClient;
    readonly pool: string;
    readonly pace: RateLimiter;
    readonly signal: AbortSignal;
};

export const subOf = (attributes: readonly AttributeType[] | undefined): string | null =>
    attributes?.find(({ Name }) => Name === 'sub')?.Value ?? null;

/** Reads users from a file with one name per line. A name may be a sub or another alias. Removes duplicates. */
export const readUserFile = (path: string): readonly ListedUser[] => {
    let text = '';
    try {
        text = readFileSync(path, 'utf8');
    } catch (error) {
        throw new UserError(
            `Cannot read ${printable(path)}: ${printable(errorMessage(error))}. ` +
                '--users takes a file with one user name per line.',
        );
    }
    const names = text
        .replace(/^\u{feff}/u, '')
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
    if (names.length === 0)
        throw new UserError(`${printable(path)} is empty. --users takes a file with one user name per line.`);
    return [...new Set(names)].map((name) => ({ name, sub: null }));
};

/** Lists all users of the pool with ListUsers. */
export const listPoolUsers = async ({ client, pool, pace, signal }: UserPoolApi): Promise<readonly ListedUser[]> => {
    const { ListUsersCommand } = await import('@aws-sdk/client-cognito-identity-provider');
    const users = new Map<string, ListedUser>();
    let token: string | undefined;
    do {
        const { Users = [], PaginationToken } = await pace.call(
            async () =>
                client.send(
                    new ListUsersCommand({
                        UserPoolId: pool,
                        AttributesToGet: ['sub'],
                        Limit: USERS_PER_PAGE,
                        PaginationToken: token,
                    }),
                ),
            signal,
        );
        for (const { Username: name = '', Attributes } of Users) users.set(name, { name, sub: subOf(Attributes) });
        token = PaginationToken;
    } while (token);
    return [...users.values()];
};
