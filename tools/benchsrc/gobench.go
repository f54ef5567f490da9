// The same Go program on Plan 9 and on Linux: each line a name and nanoseconds for one operation.
package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"runtime"
	"time"
)

func measure(name string, n int, f func(n int)) {
	if len(os.Args) > 1 && os.Args[1] != name {
		return
	}
	t := time.Now()
	f(n)
	fmt.Println(name, time.Since(t).Nanoseconds()/int64(n))
}

type node struct{ left, right *node }

func tree(d int) *node {
	if d == 0 {
		return &node{}
	}
	return &node{tree(d - 1), tree(d - 1)}
}

var keep interface{}

func main() {
	measure("go-time.Now", 1000000, func(n int) {
		for i := 0; i < n; i++ {
			keep = time.Now()
		}
	})
	measure("go-channels", 50000, func(n int) {
		a, b := make(chan int), make(chan int)
		go func() {
			runtime.LockOSThread()
			for x := range a {
				b <- x
			}
		}()
		runtime.LockOSThread()
		for i := 0; i < n; i++ {
			a <- i
			<-b
		}
		runtime.UnlockOSThread()
	})
	measure("go-gc", 20, func(n int) {
		for i := 0; i < n; i++ {
			keep = tree(16)
		}
	})
	measure("go-sha256-1GiB", 1, func(n int) {
		buf := make([]byte, 1<<20)
		h := sha256.New()
		for i := 0; i < 1024; i++ {
			h.Write(buf)
		}
		keep = h.Sum(nil)
	})
}
