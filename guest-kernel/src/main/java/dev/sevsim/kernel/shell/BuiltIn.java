package dev.sevsim.kernel.shell;

import java.util.List;

/** The commands that the shell has. */
final class BuiltIn {
    private BuiltIn() {}

    static List<ShellCommand> all() {
        return List.of(
                new CatCommand(),
                new CdCommand(),
                new DmesgCommand(),
                new EchoCommand(),
                LeaveCommand.exit(),
                new StatusCommand("false", "fail", 1),
                new GrepCommand(),
                new HeadCommand(),
                new HelpCommand(),
                new HexdumpCommand("hd"),
                new HexdumpCommand("hexdump"),
                new IdCommand(),
                new LsCommand(),
                new LsmodCommand(),
                new ModprobeCommand(),
                new MountCommand(),
                LeaveCommand.poweroff(),
                new PwdCommand(),
                new RmCommand(),
                new RmmodCommand(),
                new StatCommand(),
                new StatusCommand("true", "succeed", 0),
                new UnameCommand(),
                new XxdCommand());
    }
}
