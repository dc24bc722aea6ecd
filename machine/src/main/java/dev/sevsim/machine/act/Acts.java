package dev.sevsim.machine.act;

import dev.sevsim.io.text.NearMiss;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Every act, with its name and its arguments, which are those of its record. */
public final class Acts {
    /**
     * In the order of docs/acts.md: memory, nested page tables, commands, messages, entries and exits, guests, platform. The classes are named here
     * and not searched for, so that the list is the same in a module, on a class path and in one file.
     */
    private static final List<Class<? extends Act>> ALL = List.of(
            PageActs.FlipBit.class,
            PageActs.WritePage.class,
            PageActs.SavePage.class,
            PageActs.ReplayPage.class,
            PageActs.SwapBlocks.class,
            PageActs.SwapPages.class,
            PageActs.AliasPage.class,
            PageActs.HidePage.class,
            PageActs.RestorePage.class,
            SkipCommand.class,
            MessageActs.RepeatCommand.class,
            CommandActs.HoldCommand.class,
            CommandActs.SendHeld.class,
            AnswerStatus.class,
            ChangeField.class,
            SendCommand.class,
            SendIoctl.class,
            SendQmp.class,
            MeasureToo.class,
            CommandActs.InjectSecret.class,
            CommandActs.CopyPage.class,
            CommandActs.SwapOut.class,
            CommandActs.SwapIn.class,
            DebugDecrypt.class,
            MessageActs.ChangeMessage.class,
            MessageActs.ReplacePart.class,
            MessageActs.CutPart.class,
            SignChain.class,
            MessageActs.ForgeMessage.class,
            AskOwner.class,
            MessageActs.SaveMessage.class,
            MessageActs.ReplayMessage.class,
            MessageActs.LoseMessage.class,
            MessageActs.DelayMessage.class,
            MessageActs.TruncateMessage.class,
            MessageActs.CorruptMessage.class,
            ClearSev.class,
            ChangeAsid.class,
            LieCpuid.class,
            LieActs.LieGhcb.class,
            LieActs.LieFwCfg.class,
            LieActs.LieE820.class,
            GuestActs.LaunchGuest.class,
            SendGuest.class,
            GuestActs.CopyContext.class,
            GuestActs.MoveContext.class,
            ImportCertificates.class,
            PlatformActs.WriteBackCaches.class,
            PlatformActs.DisableEncryption.class,
            PlatformActs.RestartPlatform.class,
            PlatformActs.ResetPlatform.class,
            PlatformActs.DowngradeFirmware.class,
            KillFirmware.class);

    private Acts() {}

    /** The classes of all acts, in the order of docs/acts.md. */
    public static List<Class<? extends Act>> all() {
        return ALL;
    }

    /** The name of an act: that of its class in lower case with hyphens. */
    public static String nameOf(Class<? extends Act> act) {
        return ActArguments.hyphens(act.getSimpleName());
    }

    /** The argument names of an act, each with its description. */
    public static Map<String, String> arguments(Class<? extends Act> act) {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (RecordComponent component : act.getRecordComponents()) {
            arguments.put(
                    ActArguments.hyphens(component.getName()),
                    Objects.requireNonNull(component.getAnnotation(Describe.class))
                            .value());
        }
        return arguments;
    }

    /**
     * Reads {@code NAME [ARGUMENT=VALUE ...]}.
     *
     * @throws IllegalArgumentException for another text; the message names what is expected
     */
    public static Act parse(String text) {
        String[] words = text.strip().split("\\s+", -1);
        String[] arguments = Arrays.copyOfRange(words, 1, words.length);
        return of(words[0], Texts.pairs(arguments, '=', "argument of act " + words[0]));
    }

    /**
     * Makes an act from its name and the texts of its arguments.
     *
     * @throws IllegalArgumentException for an unknown act or argument, and for a value that it cannot have
     */
    public static Act of(String name, Map<String, String> values) {
        Class<? extends Act> act = ALL.stream()
                .filter(one -> nameOf(one).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no act"
                        + NearMiss.question(name, ALL.stream().map(Acts::nameOf).toList())));
        Map<String, String> left = new LinkedHashMap<>(values);
        List<Object> arguments = new ArrayList<>();
        for (RecordComponent component : act.getRecordComponents()) {
            String argument = ActArguments.hyphens(component.getName());
            arguments.add(
                    ActArguments.read(name + " " + argument, component, Optional.ofNullable(left.remove(argument))));
        }
        if (!left.isEmpty()) {
            String unknown = left.keySet().iterator().next();
            Set<String> known = arguments(act).keySet();
            throw new IllegalArgumentException("act " + name + " has no argument " + unknown + ", expected "
                    + (known.isEmpty() ? "none" : String.join(", ", known)) + NearMiss.question(unknown, known));
        }
        return instance(act, arguments);
    }

    /** The text form of an act. */
    public static String text(Act act) {
        StringBuilder text = new StringBuilder(act.name());
        for (RecordComponent component : act.getClass().getRecordComponents()) {
            String value = ActArguments.show(get(component, act));
            if (!value.isEmpty()) {
                text.append(' ')
                        .append(ActArguments.hyphens(component.getName()))
                        .append('=')
                        .append(value);
            }
        }
        return text.toString();
    }

    /** A record checks its own arguments; what it refuses comes out of its constructor. */
    private static Act instance(Class<? extends Act> act, List<Object> arguments) {
        Class<?>[] types = Arrays.stream(act.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<? extends Act> constructor = act.getDeclaredConstructor(types);
            return constructor.newInstance(arguments.toArray());
        } catch (ReflectiveOperationException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException("act " + nameOf(act) + " cannot be made", e);
        }
    }

    private static Object get(RecordComponent component, Act act) {
        try {
            return component.getAccessor().invoke(act);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("argument " + component.getName() + " cannot be read", e);
        }
    }
}
