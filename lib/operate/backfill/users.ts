/** The users of a backfill: those of a file, or all of the pool. */
import { readFileSync } from 'node:fs';
import type { AttributeType, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { Pace } from '../../aws/pace.ts';
import { Complaint } from '../../basics/complaint.ts';
import { errorMessage } from '../../basics/thrown.ts';
import { printable } from '../../terminal/printable.ts';

/** docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
const USERS_A_PAGE = 60;

/** A name as it was given or listed; its sub where that is known already. */
export type Listed = { readonly name: string; readonly sub: string | null };

/** How the API is asked. */
export type Asking = {
    readonly client: CognitoIdentityProviderClient;
    readonly pool: string;
    readonly pace: Pace;
    readonly signal: AbortSignal;
};

export const subOf = (attributes: readonly AttributeType[] | undefined): string | null =>
    attributes?.find(({ Name }) => Name === 'sub')?.Value ?? null;

/** The users of a file, one name a line; a name may be a sub or another alias. A line twice is one user. */
export const usersOfFile = (path: string): readonly Listed[] => {
    let text = '';
    try {
        text = readFileSync(path, 'utf8');
    } catch (error) {
        throw new Complaint(
            `${printable(path)} can’t be read: ${printable(errorMessage(error))}. --users takes a file with one user name a line.`,
        );
    }
    const names = text
        .replace(/^\u{feff}/u, '')
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
    if (names.length === 0)
        throw new Complaint(`${printable(path)} names no user. --users takes a file with one user name a line.`);
    return [...new Set(names)].map((name) => ({ name, sub: null }));
};

/** All users of the pool, by ListUsers. */
export const usersOfPool = async ({ client, pool, pace, signal }: Asking): Promise<readonly Listed[]> => {
    const { ListUsersCommand } = await import('@aws-sdk/client-cognito-identity-provider');
    const users = new Map<string, Listed>();
    let token: string | undefined;
    do {
        const { Users = [], PaginationToken } = await pace.call(
            async () =>
                client.send(
                    new ListUsersCommand({
                        UserPoolId: pool,
                        AttributesToGet: ['sub'],
                        Limit: USERS_A_PAGE,
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
