package dev.sevsim.kernel.shell;

class UnameCommandTest extends ShellLines {
    UnameCommandTest() {
        super("""
                uname ! Linux ! 0
                uname -r ! 6.1.0-sevsim ! 0
                uname -a ! Linux (none) 6.1.0-sevsim #1 SMP x86_64 GNU/Linux ! 0
                """);
    }
}
