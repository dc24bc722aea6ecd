package dev.sevsim.kernel.shell;

class GlobberTest extends ShellLines {
    GlobberTest() {
        super("""
                echo g* ! g1 g2 ! 0
                echo g? ! g1 g2 ! 0
                echo [fg]1 g[2-9] g[^1] ! g1 g2 g2 ! 0
                echo g[12 '[g]1' ! g[12 [g]1 ! 0
                echo 'g*' \\g* ! g* g1 g2 ! 0
                echo /g* nothing* ! /g1 /g2 nothing* ! 0
                echo d/* ! d/x ! 0
                echo */x ! d/x ! 0
                echo .h* ! .hidden ! 0
                echo *idden ! *idden ! 0
                """);
    }

    @Override
    ShellGuest guest() {
        ShellGuest guest = super.guest();
        guest.file("g1", new byte[0]);
        guest.file("g2", new byte[0]);
        guest.file(".hidden", new byte[0]);
        guest.run("echo 1 > /d/x");
        return guest;
    }
}
