/** Looks at the account before `serverless deploy` changes anything. */
import type { ClientOptions } from '../lib/aws/create-client.ts';
import { findConfig, readConfig } from '../lib/deploy/config/read-config.ts';
import { fixText } from '../lib/deploy/doctor/doctor-text.ts';
import { runPreflight } from '../lib/deploy/preflight/run-preflight.ts';

export type AccountCheck = {
    readonly problems: readonly string[];
    readonly warnings: readonly string[];
    /** Whether the last deployment of the stack was rolled back. */
    readonly isRolledBack: boolean;
};

/** The problems that would make the deployment fail, and what could not be checked, each as a text. */
export const checkAccount = async (stage: string, credentials: ClientOptions['credentials']): Promise<AccountCheck> => {
    const file = findConfig();
    const { checks, stack_status } = await runPreflight(readConfig(file), {
        configPath: file.path,
        stage,
        nowMs: Date.now(),
        credentials,
    });
    const textsOf = (state: string): readonly string[] =>
        checks.filter((check) => check.state === state).map((check) => fixText(check, null));
    return {
        problems: textsOf('failed'),
        warnings: textsOf('unknown'),
        isRolledBack: stack_status?.includes('ROLLBACK') === true,
    };
};
