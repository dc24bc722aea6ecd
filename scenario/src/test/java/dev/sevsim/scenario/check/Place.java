package dev.sevsim.scenario.check;

import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Where the refusal of a check begins. */
sealed interface Place {
    /** The call that makes the refusal. */
    AbstractInsnNode refusal();

    /** What tells places apart. */
    AbstractInsnNode key();

    /** Puts the switch there. */
    void apply(MethodNode method, String id);

    /** {@code if (wrong) refuse}: the refusal is behind a jump over it. */
    record BehindJump(AbstractInsnNode refusal, JumpInsnNode jump) implements Place {
        @Override
        public AbstractInsnNode key() {
            return jump;
        }

        @Override
        public void apply(MethodNode method, String id) {
            AbstractInsnNode first = jump;
            while (first.getNext().getOpcode() < 0) {
                first = first.getNext();
            }
            InsnList list = CheckInstrumenter.isOff(id);
            list.add(new JumpInsnNode(Opcodes.IFNE, jump.label));
            method.instructions.insert(first, list);
        }
    }

    /** {@code right ? go on : refuse}: the refusal is what is jumped to. */
    record AtTarget(AbstractInsnNode refusal, LabelNode target, List<JumpInsnNode> jumps) implements Place {
        @Override
        public AbstractInsnNode key() {
            return target;
        }

        /** The jump leads over the switch, at the end of the method, to its target or back. */
        @Override
        public void apply(MethodNode method, String id) {
            for (JumpInsnNode jump : jumps) {
                LabelNode over = new LabelNode();
                LabelNode back = new LabelNode();
                method.instructions.insert(jump, back);
                jump.label = over;
                InsnList list = new InsnList();
                list.add(over);
                list.add(CheckInstrumenter.isOff(id));
                list.add(new JumpInsnNode(Opcodes.IFNE, back));
                list.add(new JumpInsnNode(Opcodes.GOTO, target));
                method.instructions.add(list);
            }
        }
    }

    /** {@code fault.map(found -> refuse)}: nothing is made of the fault. */
    record Lambda(AbstractInsnNode refusal) implements Place {
        @Override
        public AbstractInsnNode key() {
            return refusal;
        }

        @Override
        public void apply(MethodNode method, String id) {
            LabelNode on = new LabelNode();
            InsnList list = CheckInstrumenter.isOff(id);
            list.add(new JumpInsnNode(Opcodes.IFEQ, on));
            list.add(
                    method.desc.endsWith(")Ljava/util/Optional;")
                            ? new MethodInsnNode(
                                    Opcodes.INVOKESTATIC, "java/util/Optional", "empty", "()Ljava/util/Optional;")
                            : new InsnNode(Opcodes.ACONST_NULL));
            list.add(new InsnNode(Opcodes.ARETURN));
            list.add(on);
            method.instructions.insert(list);
        }
    }
}
