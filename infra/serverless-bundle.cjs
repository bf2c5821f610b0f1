/** The Serverless plugin: checks the config and the account, and builds the functions before packaging. */
'use strict';
const { setTimeout: sleep } = require('node:timers/promises');
const { getStack } = require('./stack.cjs');

/** The commands that work with the example config. */
const EXAMPLE_COMMANDS = new Set(['package', 'invoke local', 'print']);

class ServerlessBundle {
    constructor(serverless, options, { log }) {
        this.options = options;
        // With more than a hundred pools, indentation is a third of a template, which may have 1 MB.
        options['minify-template'] = true;
        const build = () => this.build(serverless);
        this.hooks = {
            initialize: async () => {
                const command = serverless.processedInput.commands.join(' ');
                this.checkStack(await getStack(), serverless);
                this.protectStack(await getStack(), serverless);
                if ((await getStack()).isExample) this.warnAboutExample(serverless, log, command);
                if (command === 'invoke local') this.prepareLocalInvoke(serverless);
            },
            'before:invoke:local:invoke': build,
            'before:package:createDeploymentArtifacts': build,
            'before:package:function:package': build,
            'after:package:compileFunctions': () =>
                this.sortTemplate(serverless.service.provider.compiledCloudFormationTemplate),
            'before:deploy:deploy': () => this.checkAccount(serverless, log),
            'before:remove:remove': () => this.prepareRemoval(serverless, log),
        };
    }

    /** Ends the command if the config is invalid: a UserError with its message, others with a stack trace. */
    checkStack({ problem, region }, serverless) {
        if (problem?.name === 'UserError') throw new serverless.classes.Error(problem.message, 'INVALID_CONFIG');
        if (problem !== undefined) throw problem;
        const requested = serverless.processedInput.options.region;
        if (requested !== undefined && requested !== region) {
            throw new serverless.classes.Error(
                `The pools are in ${region}. Remove --region ${requested}, ` +
                    `or set LAKE_CONFIG to a file with pools in ${requested}.`,
                'WRONG_REGION',
            );
        }
    }

    /** Sets the protection of the config. Without one, the framework leaves the stack as it is. */
    protectStack({ terminationProtection }, serverless) {
        if (terminationProtection !== undefined) serverless.service.provider.deletionProtection = terminationProtection;
    }

    /** Ends a deployment that would fail half-way, before it changes anything; what it can't check is a warning. */
    async checkAccount(serverless, log) {
        const { checkAccount } = await getStack();
        const { credentials } = await serverless.getProvider('aws').getAwsSdkV3Config();
        const { problems, warnings, isRolledBack } = await checkAccount(credentials);
        // The framework compares with the template of the last deployment, also if that was rolled back.
        if (isRolledBack) this.options.force = true;
        for (const warning of warnings) log.warning(warning.trim());
        if (problems.length > 0)
            throw new serverless.classes.Error(
                `The deployment would fail, so nothing was changed:\n${problems.join('')}`,
                'ACCOUNT_PROBLEM',
            );
    }

    /** Ends a removal that would fail half-way. Otherwise what is under way arrives before its stream is deleted. */
    async prepareRemoval(serverless, log) {
        const { prepareRemoval } = await getStack();
        const { credentials } = await serverless.getProvider('aws').getAwsSdkV3Config();
        const { problems, unknown } = await prepareRemoval(credentials, {
            wait: (seconds) => sleep(process.env.LAKE_REMOVE === 'now' ? 0 : seconds * 1000),
            onStep: (text) => log.notice(`${text} …`),
        });
        for (const what of unknown) log.warning(`Unknown: ${what}`);
        if (problems.length > 0)
            throw new serverless.classes.Error(
                `The removal would fail, so nothing was changed. ${problems.join('\n')}`,
                'REMOVAL_PROBLEM',
            );
    }

    warnAboutExample(serverless, log, command) {
        if (!EXAMPLE_COMMANDS.has(command)) {
            throw new serverless.classes.Error(
                `lake.config.yml does not exist, and ${command} does not accept the example. ` +
                    'Run cp lake.config.example.yml lake.config.yml, and enter your pools.',
                'NO_CONFIG',
            );
        }
        log.warning('lake.config.yml does not exist: using lake.config.example.yml');
    }

    /** A syntax error in the sources ends the command with esbuild's message, without a stack trace. */
    async build(serverless) {
        const { buildFunctions } = await import('../build.mjs');
        try {
            await buildFunctions();
        } catch (error) {
            throw new serverless.classes.Error(error.message, 'BUILD_FAILED');
        }
    }

    /** The framework adds functions concurrently, in any order. Sorted by name, packaging is reproducible. */
    sortTemplate(template) {
        for (const part of ['Resources', 'Outputs']) {
            template[part] = Object.fromEntries(
                Object.entries(template[part]).toSorted(([one], [other]) => (one < other ? -1 : 1)),
            );
        }
    }

    /** Sets what a local invocation needs. Variables of the caller take precedence. */
    prepareLocalInvoke(serverless) {
        // A local invocation must not write to the deployed streams: re-ingesting fails unless the caller sets streams.
        for (const each of Object.values(serverless.service.functions)) each.environment = {};
        // Without credentials the SDK would query 169.254.169.254:
        // docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html.
        process.env.AWS_EC2_METADATA_DISABLED ??= 'true';
        // Indents the log and disables metrics:
        // docs.aws.amazon.com/powertools/typescript/latest/environment-variables/.
        process.env.POWERTOOLS_DEV ??= 'true';
        // The log goes to standard error at every level: standard output holds only the reply.
        // oxlint-disable-next-line eslint/no-console
        console.info = console.warn;
    }
}

module.exports = ServerlessBundle;
