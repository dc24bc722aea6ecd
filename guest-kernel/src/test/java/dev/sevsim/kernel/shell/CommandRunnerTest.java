package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.fs.RegularFile;

/** Expected values from busybox ash. */
class CommandRunnerTest extends ShellLines {
    CommandRunnerTest() {
        super("""
                cat /nope; echo $? ! cat: /nope: No such file or directory|1 ! 0
                cat /nope 2>/null; cat /null; echo $? ! 0 ! 0
                cat /nope 2>e; cat e ! cat: /nope: No such file or directory ! 0
                cat none > o 2>&1; cat o ! cat: none: No such file or directory ! 0
                cat none 2>&1 > o; cat o ! cat: none: No such file or directory ! 0
                cat < none ! sh: can't open none: no such file ! 1
                echo x > none/y ! sh: can't create none/y: nonexistent directory ! 1
                echo x > d ! sh: can't create d: Is a directory ! 1
                X=1; echo $X "$X" '$X' ${X}2 ! 1 1 $X 12 ! 0
                X='a  b'; echo $X; echo "$X" ! a b|a  b ! 0
                echo $NONE ''x"$NONE" ! x ! 0
                X=1 echo done; echo $X! done| ! 0
                echo $(echo a; echo b) "$(echo a; echo b)" ! a b a|b ! 0
                echo `cat f` ! text more ! 0
                echo `echo \\`echo x\\`` ! x ! 0
                X=$(false); echo $? ! 1 ! 0
                echo $(echo $(echo deep)) ! deep ! 0
                (cd d; pwd; X=2); pwd; echo $X! /d|/| ! 0
                (exit 3); echo $? ! 3 ! 0
                (echo a; echo b) | grep b ! b ! 0
                echo a & echo b ! a|b ! 0
                false || true && echo yes ! yes ! 0
                cd d; cd -; cd - ! /|/d ! 0
                cd - ! sh: cd: OLDPWD not set ! 2
                X=f; cat $X ! text|more ! 0
                P='*'; echo d$P "$P" ! d * ! 0
                """);
    }

    @Override
    ShellGuest guest() {
        ShellGuest guest = super.guest();
        guest.rootFs.root().enter("null", RegularFile.nullDevice(guest.rootFs, 0666));
        return guest;
    }
}
