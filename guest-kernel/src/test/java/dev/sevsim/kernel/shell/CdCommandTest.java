package dev.sevsim.kernel.shell;

class CdCommandTest extends ShellLines {
    CdCommandTest() {
        super("""
                cd d; pwd ! /d ! 0
                cd /d; cd ..; pwd ! / ! 0
                cd d; cd; pwd ! / ! 0
                cd none ! sh: cd: can't cd to none: No such file or directory ! 2
                cd f ! sh: cd: can't cd to f: Not a directory ! 2
                """);
    }
}
