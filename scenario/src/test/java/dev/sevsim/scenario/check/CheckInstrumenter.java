package dev.sevsim.scenario.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Puts a {@link Switch} at each check of a class: a branch that ends in a refusal is taken only while its check is on.
 *
 * <p>A refusal is made by one of a few calls ({@link #isRefusal}); the check is the nearest condition that leads to it. A refusal that no
 * condition leads to, as in a lambda for {@code Optional.map}, is switched off by the empty result of the lambda.
 */
final class CheckInstrumenter {
    private static final String SWITCH = "dev/sevsim/scenario/check/Switch";
    private static final String LADDER = "dev/sevsim/psp/command/Checks";
    private static final String REFUSED = "dev/sevsim/psp/command/CommandResult$Refused";
    private static final String ERRNO = "dev/sevsim/host/kernel/ErrnoException";
    private static final String OWNER = "dev/sevsim/owner/";
    private static final String OPTIONAL_TEXT = "Ljava/util/Optional<Ljava/lang/String;>;";

    /** What makes a refusal, by the class of the call. */
    private static final Map<String, Set<String>> MAKERS = Map.of(
            "dev/sevsim/psp/command/Refusals",
            Set.of(),
            REFUSED,
            Set.of("of"),
            "dev/sevsim/psp/cert/CertificateFault",
            Set.of("<init>"),
            "dev/sevsim/psp/platform/HostMemory",
            Set.of("fault"),
            "dev/sevsim/psp/cert/CertificateValidator",
            Set.of("fault"),
            ERRNO,
            Set.of("<init>"),
            "dev/sevsim/owner/OwnerInputException",
            Set.of("<init>"),
            "dev/sevsim/owner/MeasurementVerdict",
            Set.of("refused"),
            "dev/sevsim/owner/LinkChecks",
            Set.of("missing"));

    private final ClassLoader loader;
    private final List<CheckSite> sites = new ArrayList<>();

    CheckInstrumenter(ClassLoader loader) {
        this.loader = loader;
    }

    /** The checks of the classes so far. */
    List<CheckSite> sites() {
        return List.copyOf(sites);
    }

    byte[] instrument(byte[] original) {
        ClassNode type = new ClassNode();
        new ClassReader(original).accept(type, ClassReader.SKIP_FRAMES);
        for (MethodNode method : type.methods) {
            if (method.instructions.size() > 0 && !isMaker(type, method)) {
                instrument(type, method);
            }
        }
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS) {
            @Override
            protected ClassLoader getClassLoader() {
                return loader;
            }
        };
        type.accept(writer);
        return writer.toByteArray();
    }

    /** The makers themselves have no check. */
    private static boolean isMaker(ClassNode type, MethodNode method) {
        return type.name.equals("dev/sevsim/psp/command/Refusals")
                || type.name.equals(REFUSED)
                || type.name.equals(ERRNO)
                || MAKERS.getOrDefault(type.name, Set.of()).contains(method.name);
    }

    private void instrument(ClassNode type, MethodNode method) {
        if (type.name.equals(LADDER)) {
            watchLadder(method);
            return;
        }
        Map<AbstractInsnNode, Place> places = new LinkedHashMap<>();
        for (AbstractInsnNode at : method.instructions.toArray()) {
            ladderCall(type, method, at);
            if (isRefusal(type, method, at)) {
                place(method, at).ifPresent(place -> places.putIfAbsent(place.key(), place));
            }
        }
        for (Place place : places.values()) {
            String id = type.name.replace('/', '.') + "." + method.name + "#" + sites.size();
            add(type, method, id, place.refusal(), answer(place.refusal()));
            place.apply(method, id);
        }
    }

    private void add(ClassNode type, MethodNode method, String id, AbstractInsnNode at, String answer) {
        String simple = type.name.substring(type.name.lastIndexOf('/') + 1).replace('$', '.');
        String name = method.name.startsWith("lambda$") ? method.name.split("\\$", -1)[1] : method.name;
        sites.add(new CheckSite(id, simple, name.equals("<init>") ? "new" : name, line(at), answer));
    }

    /** The ladder's own refusals: the field is set through the switch. */
    private static void watchLadder(MethodNode method) {
        for (AbstractInsnNode at : method.instructions.toArray()) {
            if (at.getOpcode() == Opcodes.PUTFIELD
                    && at instanceof FieldInsnNode field
                    && field.name.equals("refusal")) {
                InsnList watch = new InsnList();
                watch.add(new MethodInsnNode(
                        Opcodes.INVOKESTATIC, SWITCH, "refusal", "(Ljava/lang/Object;)Ljava/lang/Object;"));
                watch.add(new TypeInsnNode(Opcodes.CHECKCAST, REFUSED));
                method.instructions.insertBefore(at, watch);
            }
        }
    }

    /** A step of the ladder of checks; {@code ofGuest} is two. */
    private void ladderCall(ClassNode type, MethodNode method, AbstractInsnNode at) {
        if (at instanceof MethodInsnNode call
                && call.owner.equals(LADDER)
                && call.desc.endsWith(")L" + LADDER + ";")
                && !call.name.equals("of")) {
            for (String step : call.name.equals("ofGuest") ? List.of("working", "guest") : List.of(call.name)) {
                String id = Switch.ladderKey(type.name.replace('/', '.'), method.name, line(at), step);
                add(type, method, id, at, step);
            }
        }
    }

    private static boolean isRefusal(ClassNode type, MethodNode method, AbstractInsnNode at) {
        if (at instanceof MethodInsnNode call) {
            Set<String> names = MAKERS.get(call.owner);
            boolean made = names != null && (names.isEmpty() || names.contains(call.name));
            boolean ofOwner = type.name.startsWith(OWNER) && call.name.equals("refuse");
            boolean text = type.name.startsWith(OWNER)
                    && call.owner.equals("java/util/Optional")
                    && call.name.equals("of")
                    && method.signature != null
                    && method.signature.endsWith(")" + OPTIONAL_TEXT);
            return made || ofOwner || text;
        }
        return at instanceof FieldInsnNode field && type.name.startsWith(OWNER) && field.name.equals("FAILS");
    }

    /** The nearest condition that leads to a refusal. */
    private static Optional<Place> place(MethodNode method, AbstractInsnNode refusal) {
        List<AbstractInsnNode> all = Arrays.asList(method.instructions.toArray());
        int at = all.indexOf(refusal);
        for (int i = at - 1; i >= 0; i--) {
            AbstractInsnNode one = all.get(i);
            if (one instanceof LabelNode label && i > 0 && isEnd(real(all, i))) {
                List<JumpInsnNode> jumps = jumpsTo(all, label, i);
                if (jumps.isEmpty()) {
                    return Optional.empty(); // a handler of exceptions
                }
                if (!(real(all, i) instanceof JumpInsnNode over) || all.indexOf(over.label) > at) {
                    return Optional.of(new Place.AtTarget(refusal, label, jumps));
                }
                i = all.indexOf(jumps.get(0)); // a choice of a text inside of the refusal
                continue;
            }
            if (one instanceof JumpInsnNode jump && jump.getOpcode() != Opcodes.GOTO && all.indexOf(jump.label) > at) {
                return Optional.of(new Place.BehindJump(refusal, jump));
            }
        }
        boolean mapped = method.name.startsWith("lambda$") && !method.desc.endsWith(")V");
        boolean thrown = method.desc.endsWith("Exception;");
        return mapped && !thrown ? Optional.of(new Place.Lambda(refusal)) : Optional.empty();
    }

    /** The instruction before a label. */
    private static AbstractInsnNode real(List<AbstractInsnNode> all, int label) {
        int i = label - 1;
        while (i > 0 && all.get(i).getOpcode() < 0) {
            i--;
        }
        return all.get(i);
    }

    private static boolean isEnd(AbstractInsnNode one) {
        int code = one.getOpcode();
        return code == Opcodes.GOTO || code == Opcodes.ATHROW || (code >= Opcodes.IRETURN && code <= Opcodes.RETURN);
    }

    private static List<JumpInsnNode> jumpsTo(List<AbstractInsnNode> all, LabelNode label, int before) {
        return all.subList(0, before).stream()
                .filter(JumpInsnNode.class::isInstance)
                .map(JumpInsnNode.class::cast)
                .filter(jump -> jump.label.equals(label) && jump.getOpcode() != Opcodes.GOTO)
                .toList();
    }

    private static int line(AbstractInsnNode at) {
        for (AbstractInsnNode one = at; one != null; one = one.getPrevious()) {
            if (one instanceof LineNumberNode number) {
                return number.line;
            }
        }
        return 0;
    }

    /** The last constant of a status or an errno before the refusal, else the name of its maker. */
    private static String answer(AbstractInsnNode refusal) {
        for (AbstractInsnNode one = refusal; one != null && !(one instanceof JumpInsnNode); one = one.getPrevious()) {
            if (one instanceof FieldInsnNode field
                    && (field.owner.endsWith("/SevStatus")
                            || field.owner.endsWith("/Errno")
                            || field.owner.endsWith("$Code"))) {
                return field.name;
            }
        }
        return refusal instanceof MethodInsnNode call ? maker(call) : "link";
    }

    private static String maker(MethodInsnNode call) {
        return switch (call.name) {
            case "<init>" -> call.owner.substring(call.owner.lastIndexOf('/') + 1);
            case "of" -> "problem";
            default -> call.name;
        };
    }

    static InsnList isOff(String id) {
        InsnList list = new InsnList();
        list.add(new LdcInsnNode(id));
        list.add(new MethodInsnNode(Opcodes.INVOKESTATIC, SWITCH, "isOff", "(Ljava/lang/String;)Z"));
        return list;
    }

    static InsnNode instruction(int opcode) {
        return new InsnNode(opcode);
    }
}
