/** Looks at the account before `serverless deploy` changes anything. */
import type { ClientOptions } from '../lib/aws/create-client.ts';
import { findConfig, readConfig } from '../lib/deploy/config/read-config.ts';
import { fixText } from '../lib/deploy/doctor/doctor-text.ts';
import type { StackCheck } from '../lib/deploy/doctor/stack-check.ts';
import { runPreflight } from '../lib/deploy/preflight/run-preflight.ts';

export type AccountCheck = {
    readonly problems: readonly string[];
    readonly warnings: readonly string[];
    /** Whether the last deployment of the stack was rolled back. */
    readonly isRolledBack: boolean;
};

/** The problems that would make the deployment fail; other problems and what could not be checked; each as a text. */
export const checkAccount = async (stage: string, credentials: ClientOptions['credentials']): Promise<AccountCheck> => {
    const file = findConfig();
    const { checks, stack_status } = await runPreflight(readConfig(file), {
        configPath: file.path,
        stage,
        nowMs: Date.now(),
        credentials,
    });
    const isProblem = ({ state, isWarning }: StackCheck): boolean => state === 'failed' && isWarning !== true;
    const texts = (found: readonly StackCheck[]): readonly string[] => found.map((check) => fixText(check, null));
    return {
        problems: texts(checks.filter(isProblem)),
        warnings: texts(checks.filter((check) => check.state !== 'passed' && !isProblem(check))),
        isRolledBack: stack_status?.includes('ROLLBACK') === true,
    };
};
