/** Checks before a deployment that the account has the concurrency that the transform reserves. */
import { functionCalls, type FunctionCalls } from '../account/function-calls.ts';
import type { LookupResult } from '../account/look-up-resource.ts';
import { toProblem, toStackChecks, toUnknown, type StackProblem } from '../doctor/stack-check.ts';
import type { PreflightChecker, PreflightContext } from './preflight-context.ts';

/** Lambda keeps this many for functions that reserve none: docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html. */
const MIN_UNRESERVED = 100;

type Concurrency = { readonly unreserved: number | undefined; readonly ownReserved: number };

const concurrencyProblems = (wanted: number, { unreserved, ownReserved }: Concurrency): readonly StackProblem[] => {
    if (unreserved === undefined) return toUnknown('the unreserved concurrency of the account');
    const most = Math.max(0, unreserved + ownReserved - MIN_UNRESERVED);
    return wanted <= most
        ? []
        : toProblem(
              `transformConcurrency is ${wanted}, but the account can reserve ${most}: Lambda leaves ${MIN_UNRESERVED} ` +
                  'to functions that reserve none',
              most === 0
                  ? 'Remove transformConcurrency, or ask AWS for more concurrent executions.'
                  : `Set transformConcurrency to ${most} at most, or ask AWS for more concurrent executions.`,
          );
};

const readConcurrency = async (
    calls: FunctionCalls,
    { names }: PreflightContext,
): Promise<LookupResult<Concurrency>> => {
    const [account, own] = await Promise.all([calls.accountLimit(), calls.reserved(names.transformFunction)]);
    if (account.kind !== 'found') return account;
    if (own.kind === 'unknown') return own;
    return {
        kind: 'found',
        value: {
            unreserved: account.value.UnreservedConcurrentExecutions,
            ownReserved: own.kind === 'found' ? own.value : 0,
        },
    };
};

/** No checks without a reserved concurrency. */
export const concurrencyChecks: PreflightChecker = async (context) => {
    const wanted = context.config.transformConcurrency;
    if (wanted === undefined) return [];
    const found = await readConcurrency(await functionCalls(context.clientOptions), context);
    return toStackChecks({ part: 'concurrency', name: context.names.transformFunction }, found, {
        passedMessage: `the account can reserve ${wanted}`,
        fixIfMissing: '',
        findProblems: (concurrency) => concurrencyProblems(wanted, concurrency),
    });
};
