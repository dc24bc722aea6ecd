package dev.sevsim.psp.model;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds every secret that an object of ours holds, however deep, and remembers it with the field it was in. */
final class SecretHunt {
    private static final int SHORTEST = 16;

    private final Map<String, String> fieldByHex = new TreeMap<>();

    /** Secrets in hexadecimal, and the field where each was seen first. */
    Map<String, String> found() {
        return Collections.unmodifiableMap(fieldByHex);
    }

    void searchIn(Object root) throws IllegalAccessException {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>();
        open.add(root);
        while (!open.isEmpty()) {
            Object object = open.remove();
            if (seen.add(object)) {
                visit(object, open);
            }
        }
    }

    private void visit(Object object, Deque<Object> open) throws IllegalAccessException {
        if (object instanceof Optional<?> optional) {
            optional.ifPresent(open::add);
        } else if (object instanceof Map<?, ?> map) {
            map.values().forEach(value -> add(value, open));
        } else if (object instanceof Iterable<?> many) {
            many.forEach(value -> add(value, open));
        } else if (object instanceof Object[] many) {
            Arrays.asList(many).forEach(value -> add(value, open));
        } else if (object.getClass().getName().startsWith("dev.sevsim.") && !(object instanceof Enum<?>)) {
            visitFields(object, open);
        }
    }

    private void visitFields(Object object, Deque<Object> open) throws IllegalAccessException {
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
                    continue;
                }
                field.setAccessible(true);
                Object value = field.get(object);
                if (value instanceof SecretBytes secret) {
                    remember(type.getSimpleName() + "." + field.getName(), secret);
                } else {
                    add(value, open);
                }
            }
        }
    }

    void remember(String where, SecretBytes secret) {
        if (!secret.isWiped()) {
            Bytes revealed = Bytes.copyOf(secret.reveal());
            if (revealed.length() >= SHORTEST && !revealed.isAllZero()) {
                fieldByHex.putIfAbsent(revealed.toHex(), where);
            }
        }
    }

    private static void add(@Nullable Object value, Deque<Object> open) {
        if (value != null) {
            open.add(value);
        }
    }
}
