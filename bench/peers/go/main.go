// The echo server in Go: grpc-go, or connect-go with all that it speaks, without TLS, on a port that
// the system picks.
//
//	server --mode grpc|connect
//
// GOMAXPROCS says how many threads run Go; bench/run.py pins all of them to one core.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"connectrpc.com/connect"
	"google.golang.org/grpc"

	"bench/peers/echo"
	"bench/peers/echo/echoconnect"
)

func reply(request *echo.EchoRequest) *echo.EchoReply {
	return &echo.EchoReply{Text: request.Text, Data: request.Data}
}

type overGRPC struct{ echo.UnimplementedEchoServer }

func (overGRPC) Say(_ context.Context, request *echo.EchoRequest) (*echo.EchoReply, error) {
	return reply(request), nil
}

func (overGRPC) Repeat(request *echo.RepeatRequest, replies echo.Echo_RepeatServer) error {
	for i := uint64(0); i < request.Count; i++ {
		if err := replies.Send(reply(request.Request)); err != nil {
			return err
		}
	}
	return nil
}

func (overGRPC) Collect(requests echo.Echo_CollectServer) error {
	sum := &echo.CollectReply{}
	for {
		request, err := requests.Recv()
		if errors.Is(err, io.EOF) {
			return requests.SendAndClose(sum)
		}
		if err != nil {
			return err
		}
		sum.Count++
		sum.Bytes += uint64(len(request.Text) + len(request.Data))
	}
}

func (overGRPC) Chat(both echo.Echo_ChatServer) error {
	for {
		request, err := both.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := both.Send(reply(request)); err != nil {
			return err
		}
	}
}

type overConnect struct{ echoconnect.UnimplementedEchoHandler }

func (overConnect) Say(_ context.Context, request *connect.Request[echo.EchoRequest]) (
	*connect.Response[echo.EchoReply], error) {
	return connect.NewResponse(reply(request.Msg)), nil
}

func (overConnect) Repeat(_ context.Context, request *connect.Request[echo.RepeatRequest],
	replies *connect.ServerStream[echo.EchoReply]) error {
	for i := uint64(0); i < request.Msg.Count; i++ {
		if err := replies.Send(reply(request.Msg.Request)); err != nil {
			return err
		}
	}
	return nil
}

func (overConnect) Collect(_ context.Context, requests *connect.ClientStream[echo.EchoRequest]) (
	*connect.Response[echo.CollectReply], error) {
	sum := &echo.CollectReply{}
	for requests.Receive() {
		sum.Count++
		sum.Bytes += uint64(len(requests.Msg().Text) + len(requests.Msg().Data))
	}
	return connect.NewResponse(sum), requests.Err()
}

func (overConnect) Chat(_ context.Context, both *connect.BidiStream[echo.EchoRequest, echo.EchoReply]) error {
	for {
		request, err := both.Receive()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := both.Send(reply(request)); err != nil {
			return err
		}
	}
}

func main() {
	mode := flag.String("mode", "", "grpc or connect")
	flag.Parse()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	var serve func() error
	switch *mode {
	case "grpc":
		server := grpc.NewServer()
		echo.RegisterEchoServer(server, overGRPC{})
		serve = func() error { return server.Serve(listener) }
	case "connect":
		handlers := http.NewServeMux()
		handlers.Handle(echoconnect.NewEchoHandler(overConnect{}))
		protocols := new(http.Protocols)
		protocols.SetHTTP1(true)
		protocols.SetUnencryptedHTTP2(true)
		server := &http.Server{Handler: handlers, Protocols: protocols,
			HTTP2: &http.HTTP2Config{MaxConcurrentStreams: 1024}}
		serve = func() error { return server.Serve(listener) }
	default:
		log.Fatal("--mode is grpc or connect")
	}
	ends := make(chan os.Signal, 1)
	signal.Notify(ends, syscall.SIGTERM, os.Interrupt)
	go func() {
		<-ends
		os.Exit(0)
	}()
	fmt.Printf("listening on %s\n", listener.Addr())
	log.Fatal(serve())
}
