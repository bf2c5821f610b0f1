/** The ledger of a stream: a file of this machine that only grows, written through after each call. */
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { errorCode } from '../../basics/thrown.ts';
import { makeFolder } from '../../basics/make-folder.ts';
import { ledgerEntries, ledgerText, type Entry, type Ledger } from './ledger.ts';

/** Below XDG_STATE_HOME, else ~/.local/state; specifications.freedesktop.org/basedir-spec. An ARN names account and region too. */
export const streamLedgerPath = (streamArn: string): string => {
    const given = process.env['XDG_STATE_HOME'] ?? '';
    const state = isAbsolute(given) ? given : join(homedir(), '.local', 'state');
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
        throw error;
    });

/** Opens a ledger; one that is not there is made when something is noted. */
export const streamLedger = async (path: string): Promise<Ledger> => {
    const text = await readOrEmpty(path);
    const sent = new Map(ledgerEntries(text));
    let isCutOff = text !== '' && !text.endsWith('\n');
    const note = async (entries: readonly Entry[]): Promise<void> => {
        if (entries.length === 0) return;
        await makeFolder(dirname(path));
        const file = await open(path, 'a', 0o600);
        try {
            await file.appendFile(`${isCutOff ? '\n' : ''}${ledgerText(entries)}`);
            await file.datasync();
        } finally {
            await file.close();
        }
        isCutOff = false;
    };
    return { sent, note };
};
