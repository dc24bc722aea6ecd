package dev.sevsim.machine.option;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.machine.DefaultSecrets;
import dev.sevsim.owner.KnownSecret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Values of {@code --secret}: {@code GUID=@FILE}, {@code GUID=TEXT}, or {@code GUID:FILE} as sevctl has it. */
public final class SecretArguments {
    private static final int MAX_SECRET_FILE = 1 << 20;

    private SecretArguments() {}

    /** The named secrets; the samples when there are none. */
    public static List<SecretTable.Entry> parse(List<String> arguments) {
        return parse(arguments, Path.of(""));
    }

    /** As above; relative names of files begin at {@code folder}. */
    static List<SecretTable.Entry> parse(List<String> arguments, Path folder) {
        if (arguments.isEmpty()) {
            return DefaultSecrets.entries();
        }
        List<SecretTable.Entry> entries = new ArrayList<>();
        Set<Guid> seen = new HashSet<>();
        for (String argument : arguments) {
            SecretTable.Entry entry = secret(argument, folder);
            if (!seen.add(entry.guid())) {
                throw new InputException("--secret " + entry.guid()
                        + " is given twice; the guest kernel would refuse the whole table, use another GUID");
            }
            entries.add(entry);
        }
        return entries;
    }

    private static SecretTable.Entry secret(String argument, Path folder) {
        int separator = separator(argument);
        if (separator < 0) {
            throw new InputException("--secret needs GUID=@FILE, GUID=TEXT or GUID:FILE");
        }
        String name = argument.substring(0, separator);
        Guid guid = KnownSecret.parse(name)
                .orElseThrow(() -> new InputException("--secret: '" + name
                        + "' is not a GUID, expected 8-4-4-4-12 hexadecimal digits such as " + DefaultSecrets.KATA
                        + ", or one of " + String.join(", ", KnownSecret.aliases())));
        if (guid.equals(Guid.NULL)) {
            throw new InputException("--secret: the all-zero GUID marks deleted entries, use another one");
        }
        String value = argument.substring(separator + 1);
        boolean file = argument.charAt(separator) == ':' || value.startsWith("@");
        String path = value.startsWith("@") ? value.substring(1) : value;
        if (file && path.isEmpty()) {
            throw new InputException("--secret " + name + ": the path is empty");
        }
        Bytes data = file
                ? InputFile.readPossiblyEmpty("secret file", folder.resolve(path), MAX_SECRET_FILE, done -> {})
                : Bytes.ofUtf8(value);
        return new SecretTable.Entry(guid, SecretBytes.of(data));
    }

    /** The end of a secret's name: {@code =} in our form, {@code :} in that of sevctl and libvirt's tool. */
    private static int separator(String argument) {
        int equals = argument.indexOf('=');
        int colon = argument.indexOf(':');
        return equals < 0 || colon < 0 ? Math.max(equals, colon) : Math.min(equals, colon);
    }
}
