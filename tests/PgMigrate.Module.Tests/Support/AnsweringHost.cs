using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace PgMigrate.Tests
{
    /// <summary>A host with a user who gives the same answer to every question, and a list of the questions.</summary>
    public sealed class AnsweringHost : PSHost
    {
        private readonly AnsweringUi ui;

        public AnsweringHost(string answer)
        {
            ui = new AnsweringUi(answer);
        }

        public IList<string> Questions { get { return ui.Questions; } }

        public override CultureInfo CurrentCulture { get { return CultureInfo.InvariantCulture; } }

        public override CultureInfo CurrentUICulture { get { return CultureInfo.InvariantCulture; } }

        public override Guid InstanceId { get; } = Guid.NewGuid();

        public override string Name { get { return "AnsweringHost"; } }

        public override PSHostUserInterface UI { get { return ui; } }

        public override Version Version { get { return new Version(1, 0); } }

        public override void EnterNestedPrompt() { throw new NotSupportedException(); }

        public override void ExitNestedPrompt() { throw new NotSupportedException(); }

        public override void NotifyBeginApplication() { }

        public override void NotifyEndApplication() { }

        public override void SetShouldExit(int exitCode) { }

        private sealed class AnsweringUi : PSHostUserInterface
        {
            private readonly string answer;

            public AnsweringUi(string answer)
            {
                this.answer = answer;
            }

            public List<string> Questions { get; } = new List<string>();

            public override PSHostRawUserInterface RawUI { get { return null; } }

            public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
            {
                Questions.Add(caption + "\n" + message);
                return choices.ToList().FindIndex(c => c.Label.Replace("&", "").StartsWith(answer, StringComparison.OrdinalIgnoreCase));
            }

            public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) { throw new NotSupportedException(); }

            public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) { throw new NotSupportedException(); }

            public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) { throw new NotSupportedException(); }

            public override string ReadLine() { throw new NotSupportedException(); }

            public override SecureString ReadLineAsSecureString() { throw new NotSupportedException(); }

            public override void Write(string value) { }

            public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) { }

            public override void WriteDebugLine(string message) { }

            public override void WriteErrorLine(string value) { }

            public override void WriteLine(string value) { }

            public override void WriteProgress(long sourceId, ProgressRecord record) { }

            public override void WriteVerboseLine(string message) { }

            public override void WriteWarningLine(string message) { }
        }
    }
}
