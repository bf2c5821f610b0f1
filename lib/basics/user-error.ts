/** A user error: the command shows its message without a stack trace. */
export class UserError extends Error {
    /** The exit code of the command: 1 for bad input, 2 for wrong usage. */
    readonly exitCode: 1 | 2;

    /**
     * @param message names the file, record or option, the reason, and the next step
     * @param exitCode 1 for bad input (the default), 2 for wrong usage
     */
    constructor(message: string, exitCode: 1 | 2 = 1) {
        super(message);
        this.name = 'UserError';
        this.exitCode = exitCode;
    }
}
