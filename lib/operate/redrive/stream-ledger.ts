/** The ledger of a stream: an append-only file on this machine, flushed to disk after each call. */
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { errorCode, errorMessage } from '../../basics/thrown.ts';
import { UserError } from '../../basics/user-error.ts';
import { printable } from '../../terminal/printable.ts';
import { makeFolder } from '../../basics/make-folder.ts';
import { parseLedger, formatLedger, type RedriveLedgerEntry, type RedriveLedger } from './redrive-ledger.ts';

/**
 * Below XDG_STATE_HOME, else ~/.local/state (specifications.freedesktop.org/basedir-spec). The ARN has account and
 * region.
 */
export const streamLedgerPath = (streamArn: string): string => {
    const stateHome = process.env['XDG_STATE_HOME'] ?? '';
    const state = isAbsolute(stateHome) ? stateHome : join(homedir(), '.local', 'state');
    const name = streamArn.slice(streamArn.lastIndexOf('/') + 1);
    return join(
        state,
        'cognito-log-lake',
        'redriven',
        `${name}-${createHash('sha256').update(streamArn).digest('hex').slice(0, 16)}`,
    );
};

const readOrEmpty = async (path: string): Promise<string> =>
    readFile(path, 'utf8').catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT') return '';
        throw new UserError(
            `Cannot read the ledger ${printable(path)}: ${printable(errorMessage(error))}. ` +
                'Name another file with --ledger.',
        );
    });

/** Opens a ledger. The first append creates a missing file. */
export const openStreamLedger = async (path: string): Promise<RedriveLedger> => {
    const text = await readOrEmpty(path);
    const sent = new Map(parseLedger(text));
    let isCutOff = text !== '' && !text.endsWith('\n');
    const append = async (entries: readonly RedriveLedgerEntry[]): Promise<void> => {
        if (entries.length === 0) return;
        await makeFolder(dirname(path));
        const file = await open(path, 'a', 0o600);
        try {
            await file.appendFile(`${isCutOff ? '\n' : ''}${formatLedger(entries)}`);
            await file.datasync();
        } finally {
            await file.close();
        }
        isCutOff = false;
    };
    return { sent, append };
};
