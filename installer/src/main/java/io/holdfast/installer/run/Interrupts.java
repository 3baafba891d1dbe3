package io.holdfast.installer.run;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/// Ctrl-C: the first asks the run to stop where it is safe, the second leaves at once.
///
/// Java has no public way to handle a signal without ending; the class that can is reached by its
/// name, and where it is missing Ctrl-C simply ends the program, which `resume` can take.
public final class Interrupts {
  /// What a shell reports for a program ended by Ctrl-C.
  public static final int CANCELLED = 130;

  private static final System.Logger LOG = System.getLogger(Interrupts.class.getName());

  private Interrupts() {}

  /// Calls `first` at the first Ctrl-C and `second` at the second.
  public static void watch(Runnable first, Runnable second) {
    var count = new AtomicInteger();
    InvocationHandler handler =
        (_, method, _) -> {
          if (method.getName().equals("handle")) {
            (count.incrementAndGet() == 1 ? first : second).run();
          }
          return null;
        };
    try {
      install(handler);
    } catch (ReflectiveOperationException missing) {
      LOG.log(System.Logger.Level.DEBUG, "no signals here", missing);
    }
  }

  private static void install(InvocationHandler handler) throws ReflectiveOperationException {
    var signal = Class.forName("sun.misc.Signal");
    var handlers = Class.forName("sun.misc.SignalHandler");
    var proxy =
        Proxy.newProxyInstance(
            Interrupts.class.getClassLoader(), new Class<?>[] {handlers}, handler);
    var interrupt = signal.getConstructor(String.class).newInstance("INT");
    signal.getMethod("handle", signal, handlers).invoke(null, interrupt, proxy);
  }
}
